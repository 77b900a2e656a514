package org.kvas.translator.x86.decode;

import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Operand.Memory;
import org.kvas.translator.x86.decode.Operand.Vsib;

/** ModRM and SIB: the registers and the address they name. SDM Vol. 2A, tables 2-1 to 2-3. */
class AddressForms extends VexPrefix {
  private static final int[] BASE_16 = {3, 3, 5, 5, 6, 7, 5, 3};
  private static final int[] INDEX_16 = {6, 7, 6, 7, 16, 16, 16, 16};

  int modrm;

  final int reg() {
    return modrm >> 3 & 7 | (rex & REX_R) << 1;
  }

  final int rm() {
    return modrm & 7 | (rex & REX_B) << 3;
  }

  final Memory memory(int size) {
    return addressSize == 2 ? memory16(size) : memory32(size);
  }

  final Memory memory(int segment, int base, int index, int scale, long displacement, int size) {
    return new Memory(
        override == 0 ? segment : override - 1,
        base,
        index,
        scale,
        displacement,
        addressSize,
        size);
  }

  /** The operand of a gather; null where SIB is not there to name the index. */
  final @Nullable Vsib vsib(int size, int indexSize) {
    if (addressSize == 2 || modrm >= 0xc0 || (modrm & 7) != 4) {
      return null;
    }
    int mod = modrm >> 6;
    int sib = unsignedByte();
    int base = sib & 7 | (rex & REX_B) << 3;
    int index = sib >> 3 & 7 | (rex & REX_X) << 2;
    boolean direct = mod == 0 && (sib & 7) == 5;
    int segment = !direct && (base == 4 || base == 5) ? VcpuState.SS : VcpuState.DS;
    int displacement = direct || mod == 2 ? signedInt() : mod == 1 ? signedByte() : 0;
    return new Vsib(
        override == 0 ? segment : override - 1,
        direct ? Operand.NO_REGISTER : base,
        index,
        indexSize,
        sib >> 6,
        displacement,
        addressSize,
        size);
  }

  private Memory memory16(int size) {
    int mod = modrm >> 6;
    int rm = modrm & 7;
    if (mod == 0 && rm == 6) {
      return memory(VcpuState.DS, Operand.NO_REGISTER, Operand.NO_REGISTER, 0, signedShort(), size);
    }
    int base = BASE_16[rm];
    int displacement = mod == 0 ? 0 : mod == 1 ? signedByte() : signedShort();
    return memory(
        base == 5 ? VcpuState.SS : VcpuState.DS, base, INDEX_16[rm], 0, displacement, size);
  }

  private Memory memory32(int size) {
    int mod = modrm >> 6;
    int rm = modrm & 7;
    int base = rm();
    int index = Operand.NO_REGISTER;
    int scale = 0;
    if (rm == 4) {
      int sib = unsignedByte();
      base = sib & 7 | (rex & REX_B) << 3;
      int x = sib >> 3 & 7 | (rex & REX_X) << 2;
      if (x != 4) {
        index = x;
        scale = sib >> 6;
      }
      if (mod == 0 && (sib & 7) == 5) {
        return memory(VcpuState.DS, Operand.NO_REGISTER, index, scale, signedInt(), size);
      }
    } else if (mod == 0 && rm == 5) {
      return memory(
          VcpuState.DS,
          longMode ? Operand.RIP : Operand.NO_REGISTER,
          Operand.NO_REGISTER,
          0,
          signedInt(),
          size);
    }
    int displacement = displacement(mod);
    return memory(
        base == 4 || base == 5 ? VcpuState.SS : VcpuState.DS,
        base,
        index,
        scale,
        displacement,
        size);
  }
}
