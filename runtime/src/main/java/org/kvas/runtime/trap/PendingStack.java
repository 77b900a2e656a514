package org.kvas.runtime.trap;

import static org.kvas.translator.state.VcpuState.RSP;
import static org.kvas.translator.state.VcpuState.SS;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.GuestFault;

/** A stack that is pushed to while RSP and SS still hold what a fault must find. */
final class PendingStack {
  private final Vcpu cpu;
  private final long base;
  private final long low;
  private final long high;
  private final long mask;
  private final boolean privileged;
  private final int errorCode;
  private long pointer;

  private PendingStack(
      Vcpu cpu,
      long base,
      long low,
      long high,
      long mask,
      boolean privileged,
      int errorCode,
      long pointer) {
    this.cpu = cpu;
    this.base = base;
    this.low = low;
    this.high = high;
    this.mask = mask;
    this.privileged = privileged;
    this.errorCode = errorCode;
    this.pointer = pointer & mask;
  }

  /**
   * The stack in use.
   *
   * @param errorCode of the #SS where it does not suffice
   */
  static PendingStack current(Vcpu cpu, int errorCode) {
    if (CpuMode.is64Bit(cpu)) {
      return wide(cpu, cpu.general(RSP), cpu.cpl, errorCode);
    }
    // a limit of 4 GiB stops nothing, not even what wraps round: SDM Vol. 3A, 5.3
    long high = ExecutionMode.isFlat(cpu.mode) ? Long.MAX_VALUE : cpu.segmentWriteHigh[SS];
    return new PendingStack(
        cpu,
        cpu.segmentBase[SS],
        cpu.segmentLow[SS],
        high,
        CpuMode.stackMask(cpu),
        false,
        errorCode,
        cpu.general(RSP));
  }

  /** The stack in use as seen from code that is called: 32 bits wide below compatibility mode. */
  static PendingStack of(Vcpu cpu, Descriptor code) {
    boolean narrows = CpuMode.is64Bit(cpu) && !code.isLong();
    return narrows
        ? new PendingStack(cpu, 0, 0, Long.MAX_VALUE, 0xffff_ffffL, false, 0, cpu.general(RSP))
        : current(cpu, 0);
  }

  /** A stack that is switched to, of privilege {@code level}. */
  static PendingStack of(Vcpu cpu, Descriptor segment, long pointer, int level, int errorCode) {
    long mask = segment.isBig() ? 0xffff_ffffL : 0xffff;
    boolean down = SegmentAttributes.isExpandDown(segment.attributes());
    long low = down ? segment.limit() + 1 : 0;
    long high = down ? mask : segment.limit();
    return new PendingStack(
        cpu, segment.base(), low, high, mask, level < 3 && cpu.cpl == 3, errorCode, pointer);
  }

  /** A stack of 64-bit mode, of privilege {@code level}. */
  static PendingStack wide(Vcpu cpu, long pointer, int level, int errorCode) {
    return new PendingStack(cpu, 0, 0, -1L, -1L, level < 3 && cpu.cpl == 3, errorCode, pointer);
  }

  /** A selector: of 32 bits, as Intel's processors do it, the upper half stays as it was. */
  void pushSelector(int size, int selector) {
    push(size, size == 4 ? 2 : size, selector);
  }

  /**
   * @param size 2, 4 or 8
   */
  void push(int size, long value) {
    push(size, size, value);
  }

  private void push(int size, int stored, long value) {
    long next = pointer - size & mask;
    if (mask == -1L ? !CpuMode.isCanonical(next) : next < low || next + size - 1 > high) {
      throw new GuestFault(GuestFault.SS, errorCode);
    }
    long linear = mask == -1L ? next : base + next & 0xffff_ffffL;
    if (privileged) {
      cpu.mmu.storeSystem(linear, stored, value);
    } else {
      cpu.store(linear, stored, value);
    }
    pointer = next;
  }

  /** Makes the pushes take effect on RSP, as wide as the stack is. */
  void commit() {
    cpu.setGeneral(RSP, mask == 0xffff ? cpu.general(RSP) & ~0xffffL | pointer : pointer);
  }
}
