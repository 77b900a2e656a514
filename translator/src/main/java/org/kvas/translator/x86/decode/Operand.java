package org.kvas.translator.x86.decode;

/** One operand of an {@link Instruction}. Sizes are in bytes. */
public sealed interface Operand {

  /**
   * {@link Memory#base} or {@link Memory#index} where there is none; that slot of the register file
   * always reads zero.
   */
  int NO_REGISTER = 16;

  /** {@link Memory#base} of a RIP-relative operand: the address of the next instruction. */
  int RIP = 17;

  /** Bytes that are read or written. */
  int size();

  /**
   * A general register; {@code high} only for AH, CH, DH, BH, whose {@code index} is then 0 to 3
   * (the containing register).
   */
  record Gpr(int index, int size, boolean high) implements Operand {}

  /**
   * A memory operand: {@code segment:(base + (index << scale) + displacement)} wrapped to the
   * address size.
   *
   * @param segment the segment register used, default or overridden: 0 ES, 1 CS, 2 SS, 3 DS, 4 FS,
   *     5 GS
   * @param base 0 to 15, {@link #NO_REGISTER} or {@link #RIP}
   * @param index 0 to 15 or {@link #NO_REGISTER}
   * @param scale log2 of the factor, 0 to 3
   * @param displacement sign-extended
   * @param addressSize 2, 4 or 8
   * @param size bytes accessed; 0 where only the address matters (LEA) or the instruction defines
   *     its own layout (FXSAVE)
   */
  record Memory(
      int segment, int base, int index, int scale, long displacement, int addressSize, int size)
      implements Operand {}

  /**
   * The memory operand of a gather, with an index for each element: {@code segment:(base +
   * (sign-extended index << scale) + displacement)}. SDM Vol. 2A, 2.3.12.
   *
   * @param base 0 to 15 or {@link #NO_REGISTER}
   * @param index the vector register that holds the indexes, 0 to 15
   * @param indexSize bytes of that register, 16 or 32
   * @param scale log2 of the factor, 0 to 3
   * @param addressSize 4 or 8
   * @param size bytes of one element
   */
  record Vsib(
      int segment,
      int base,
      int index,
      int indexSize,
      int scale,
      long displacement,
      int addressSize,
      int size)
      implements Operand {}

  /**
   * An immediate, already sign- or zero-extended as the instruction demands; {@code size} is that
   * of the operation. Zero-extended: shift counts, bit numbers, ports, vectors, SSE control bytes,
   * RET, ENTER, AAM, AAD. Sign-extended from its size: all others, MOV included.
   */
  record Immediate(long value, int size) implements Operand {}

  /**
   * A branch displacement from the end of the instruction; {@code size} is that of the instruction
   * pointer it is added to.
   */
  record Relative(long displacement, int size) implements Operand {}

  /** A direct far pointer; {@code size} is that of the offset. */
  record FarPointer(int selector, long offset, int size) implements Operand {}

  /** 0 ES, 1 CS, 2 SS, 3 DS, 4 FS, 5 GS. */
  record SegmentRegister(int index) implements Operand {
    @Override
    public int size() {
      return 2;
    }
  }

  record ControlRegister(int index, int size) implements Operand {}

  record DebugRegister(int index, int size) implements Operand {}

  /** x87 stack register ST(index). */
  record St(int index) implements Operand {
    @Override
    public int size() {
      return 10;
    }
  }

  record Mmx(int index) implements Operand {
    @Override
    public int size() {
      return 8;
    }
  }

  /**
   * XMM (16 bytes) or YMM (32); {@code size} is what the instruction accesses of it, e.g. 4 for
   * ADDSS.
   */
  record Vector(int index, int size) implements Operand {}
}
