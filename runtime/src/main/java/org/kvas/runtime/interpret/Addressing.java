package org.kvas.runtime.interpret;

import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Operand;

/** What a memory operand's linear address is made of, as bits that the JIT folds. */
final class Addressing {
  static final int INDEX = 1;
  static final int RIP_RELATIVE = 1 << 1;
  static final int WRAP_16 = 1 << 2;
  static final int WRAP_32 = 1 << 3;

  /** The segment's base is added, no limit holds: FS and GS in 64-bit mode. */
  static final int SEGMENT_BASE = 1 << 4;

  /** The segment's limit and type are checked and its base added. */
  static final int SEGMENT_CHECKED = 1 << 5;

  private Addressing() {}

  static int of(Operand.Memory operand, int mode) {
    return (operand.index() != Operand.NO_REGISTER ? INDEX : 0)
        | (operand.base() == Operand.RIP ? RIP_RELATIVE : 0)
        | wrap(operand.addressSize())
        | segmentation(operand.segment(), mode);
  }

  static int wrap(int addressSize) {
    return addressSize == 8 ? 0 : addressSize == 4 ? WRAP_32 : WRAP_16;
  }

  static int segmentation(int segment, int mode) {
    boolean extra = segment >= VcpuState.FS;
    if (ExecutionMode.codeBits(mode) == 64) {
      return extra ? SEGMENT_BASE : 0;
    }
    // flatness says nothing of CS as data: it may not be written, nor always read
    return ExecutionMode.isFlat(mode) && !extra && segment != VcpuState.CS ? 0 : SEGMENT_CHECKED;
  }

  static long wrapped(int addressing, long offset) {
    return (addressing & WRAP_32) != 0
        ? offset & 0xffff_ffffL
        : (addressing & WRAP_16) != 0 ? offset & 0xffff : offset;
  }

  /** The linear address of {@code size} bytes at an offset that is already wrapped. */
  static long linear(
      VcpuState cpu, int addressing, int segment, long offset, int size, boolean write) {
    if ((addressing & SEGMENT_CHECKED) != 0) {
      return cpu.linear(segment, offset, size, write);
    }
    return (addressing & SEGMENT_BASE) != 0 ? cpu.segmentBase[segment] + offset : offset;
  }
}
