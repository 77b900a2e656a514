package org.kvas.translator.x86.assemble;

import org.jspecify.annotations.Nullable;
import org.kvas.translator.x86.decode.Operand;

/**
 * A memory operand: {@code dword(EBX).index(ECX, 4).plus(8).in(FS)}.
 *
 * @param size in bytes; 0 where the instruction or another operand says it
 * @param label added to the displacement; without base and index it makes the operand RIP-relative
 *     in 64-bit code
 */
public record Pointer(
    int size,
    @Nullable Register base,
    @Nullable Register index,
    int scale,
    long displacement,
    @Nullable Label label,
    @Nullable Register segment)
    implements Argument {

  /** Of no size: for LEA, LGDT and where a register says it. */
  public static Pointer ptr(Argument address) {
    return sized(0, address);
  }

  public static Pointer ptr(long address) {
    return sized(0, new Constant(address));
  }

  public static Pointer byteAt(Argument address) {
    return sized(1, address);
  }

  public static Pointer byteAt(long address) {
    return sized(1, new Constant(address));
  }

  public static Pointer word(Argument address) {
    return sized(2, address);
  }

  public static Pointer word(long address) {
    return sized(2, new Constant(address));
  }

  public static Pointer dword(Argument address) {
    return sized(4, address);
  }

  public static Pointer dword(long address) {
    return sized(4, new Constant(address));
  }

  public static Pointer qword(Argument address) {
    return sized(8, address);
  }

  public static Pointer qword(long address) {
    return sized(8, new Constant(address));
  }

  /** Any other size: 6 for a far pointer, 10 for an extended real, 16 for a vector. */
  public static Pointer sized(int size, Argument address) {
    return switch (address) {
      case Register register -> new Pointer(size, register, null, 0, 0, null, null);
      case Label label -> new Pointer(size, null, null, 0, 0, label, null);
      case Constant constant -> new Pointer(size, null, null, 0, constant.value(), null, null);
      case Pointer pointer ->
          new Pointer(
              size,
              pointer.base,
              pointer.index,
              pointer.scale,
              pointer.displacement,
              pointer.label,
              pointer.segment);
      case FarAddress far -> throw new IllegalArgumentException("not an address in memory: " + far);
    };
  }

  public Pointer plus(long bytes) {
    return new Pointer(size, base, index, scale, displacement + bytes, label, segment);
  }

  public Pointer plus(Label target) {
    return new Pointer(size, base, index, scale, displacement, target, segment);
  }

  /**
   * @param factor 1, 2, 4 or 8
   */
  public Pointer index(Register register, int factor) {
    return new Pointer(
        size, base, register, Integer.numberOfTrailingZeros(factor), displacement, label, segment);
  }

  public Pointer in(Register segmentRegister) {
    return new Pointer(size, base, index, scale, displacement, label, segmentRegister);
  }

  /** Size of the registers it is made of, or {@code dflt}. */
  int addressSize(int dflt) {
    return base != null ? base.operand().size() : index != null ? index.operand().size() : dflt;
  }

  static int number(@Nullable Register register) {
    return register != null && register.operand() instanceof Operand.Gpr gpr
        ? gpr.index()
        : Operand.NO_REGISTER;
  }
}
