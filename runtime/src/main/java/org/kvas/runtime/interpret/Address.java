package org.kvas.runtime.interpret;

import static org.kvas.translator.x86.decode.Operand.RIP;

import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;

/**
 * The linear address of a memory operand, resolved as far as the mode allows before execution. A
 * record, because HotSpot trusts the fields of records: where the operation is a constant, so is
 * this.
 *
 * @param mask of the address size
 */
public record Address(
    int base,
    int index,
    int scale,
    long displacement,
    long mask,
    int segment,
    Segmentation segmentation) {

  /** How much of segmentation the mode leaves. */
  enum Segmentation {
    /** Offset and linear address are the same. */
    NONE,
    /** Base added, no limit: FS and GS in 64-bit mode. */
    BASE_ONLY,
    /** Limit and type checked, base added. */
    FULL
  }

  /**
   * @param offset the instruction's distance from {@code rip} at execution
   */
  public Address(Operand.Memory operand, Instruction instruction, int mode, int offset) {
    this(
        operand.base(),
        operand.index(),
        operand.scale(),
        operand.displacement() + (operand.base() == RIP ? offset + instruction.length() : 0),
        operand.addressSize() == 8 ? -1L : (1L << operand.addressSize() * 8) - 1,
        operand.segment(),
        segmentation(operand.segment(), mode));
  }

  private static Segmentation segmentation(int segment, int mode) {
    boolean extra = segment >= VcpuState.FS;
    if (ExecutionMode.codeBits(mode) == 64) {
      return extra ? Segmentation.BASE_ONLY : Segmentation.NONE;
    }
    return ExecutionMode.isFlat(mode) && !extra && segment != VcpuState.CS
        ? Segmentation.NONE
        : Segmentation.FULL;
  }

  /** The offset within the segment: what LEA gives, before its operand-size truncation. */
  public long offset(VcpuState cpu) {
    long start = base == RIP ? cpu.rip : cpu.general(base);
    return start + (cpu.general(index) << scale) + displacement & mask;
  }

  public long forRead(VcpuState cpu, int size) {
    return segmentation == Segmentation.NONE
        ? offset(cpu)
        : segmented(cpu, offset(cpu), size, false);
  }

  /** For writes and read-modify-writes. */
  public long forWrite(VcpuState cpu, int size) {
    return segmentation == Segmentation.NONE
        ? offset(cpu)
        : segmented(cpu, offset(cpu), size, true);
  }

  /**
   * The address of {@code extra} bytes further on in the same operand, wrapped in the segment as
   * hardware wraps it.
   */
  public long at(VcpuState cpu, long extra, int size, boolean write) {
    long offset = offset(cpu) + extra & mask;
    return segmentation == Segmentation.NONE ? offset : segmented(cpu, offset, size, write);
  }

  private long segmented(VcpuState cpu, long offset, int size, boolean write) {
    return segmentation == Segmentation.BASE_ONLY
        ? cpu.segmentBase[segment] + offset
        : cpu.linear(segment, offset, size, write);
  }
}
