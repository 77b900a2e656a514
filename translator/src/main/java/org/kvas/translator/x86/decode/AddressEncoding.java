package org.kvas.translator.x86.decode;

import static org.kvas.translator.x86.decode.Operand.NO_REGISTER;
import static org.kvas.translator.x86.decode.Operand.RIP;

import org.jspecify.annotations.Nullable;
import org.kvas.translator.x86.decode.Operand.Memory;
import org.kvas.translator.x86.decode.Operand.Vsib;

/**
 * ModRM, SIB and displacement of a memory operand. SDM Vol. 2A, tables 2-1 to 2-3.
 *
 * @param sib -1 for none
 */
record AddressEncoding(int mod, int rm, int sib, long displacement, int displacementSize) {

  /**
   * Null where there is no such form.
   *
   * @param wide the displacement is not shortened to a byte
   */
  static @Nullable AddressEncoding of(Memory memory, int codeBits, boolean wide) {
    int size = memory.addressSize();
    long displacement = memory.displacement();
    if (displacement != OperandMatch.truncate(displacement, size)
        && displacement != OperandMatch.signExtend(displacement, size)) {
      return null;
    }
    return size == 2 ? of16(memory, wide) : of32(memory, codeBits, wide);
  }

  /** A gather's; null where there is no such form. */
  static @Nullable AddressEncoding of(Vsib vsib) {
    long displacement = vsib.displacement();
    if (displacement != (int) displacement) {
      return null;
    }
    int indexAndScale = vsib.scale() << 6 | (vsib.index() & 7) << 3;
    if (vsib.base() == NO_REGISTER) {
      return new AddressEncoding(0, 4, indexAndScale | 5, displacement, 4);
    }
    int base = vsib.base() & 7;
    int mod = mod(displacement, base == 5, false);
    return new AddressEncoding(mod, 4, indexAndScale | base, displacement, mod == 2 ? 4 : mod);
  }

  void put(int reg, EncodedBytes out) {
    out.put(mod << 6 | (reg & 7) << 3 | rm);
    if (sib >= 0) {
      out.put(sib);
    }
    out.put(displacement, displacementSize);
  }

  private static int mod(long displacement, boolean needed, boolean wide) {
    if (displacement == 0 && !needed && !wide) {
      return 0;
    }
    return displacement == (byte) displacement && !wide ? 1 : 2;
  }

  private static @Nullable AddressEncoding of16(Memory memory, boolean wide) {
    long displacement = (short) memory.displacement();
    if (memory.base() == NO_REGISTER && memory.index() == NO_REGISTER) {
      return new AddressEncoding(0, 6, -1, displacement, 2);
    }
    int rm =
        switch (memory.base() << 8 | memory.index()) {
          case 3 << 8 | 6 -> 0;
          case 3 << 8 | 7 -> 1;
          case 5 << 8 | 6 -> 2;
          case 5 << 8 | 7 -> 3;
          case 6 << 8 | NO_REGISTER -> 4;
          case 7 << 8 | NO_REGISTER -> 5;
          case 5 << 8 | NO_REGISTER -> 6;
          case 3 << 8 | NO_REGISTER -> 7;
          default -> -1;
        };
    if (rm < 0) {
      return null;
    }
    int mod = mod(displacement, rm == 6, wide);
    return new AddressEncoding(mod, rm, -1, displacement, mod);
  }

  private static @Nullable AddressEncoding of32(Memory memory, int codeBits, boolean wide) {
    long displacement =
        memory.addressSize() == 4 ? (int) memory.displacement() : memory.displacement();
    if (displacement != (int) displacement || memory.index() == 4) {
      return null;
    }
    if (memory.base() == RIP) {
      return new AddressEncoding(0, 5, -1, displacement, 4);
    }
    boolean noIndex = memory.index() == NO_REGISTER;
    int index = noIndex ? 4 : memory.index() & 7;
    if (memory.base() == NO_REGISTER) {
      boolean direct = noIndex && codeBits != 64;
      return new AddressEncoding(
          0, direct ? 5 : 4, direct ? -1 : memory.scale() << 6 | index << 3 | 5, displacement, 4);
    }
    int base = memory.base() & 7;
    int mod = mod(displacement, base == 5, wide);
    boolean plain = noIndex && base != 4;
    int size = mod == 2 ? 4 : mod;
    return new AddressEncoding(
        mod,
        plain ? base : 4,
        plain ? -1 : memory.scale() << 6 | index << 3 | base,
        displacement,
        size);
  }
}
