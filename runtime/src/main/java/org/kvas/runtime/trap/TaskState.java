package org.kvas.runtime.trap;

import static org.kvas.translator.state.GuestFault.TS;
import static org.kvas.translator.state.VcpuState.TR;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/**
 * The current task-state segment: its stacks and its permission bitmaps. SDM Vol. 3A, 7.2.1, 7.7
 * and 20.3.3.1.
 */
final class TaskState {
  private static final int MAP_BASE = 0x66;
  private static final int MAP_BASE_END = 0x67;
  private static final int REDIRECTION_BYTES = 32;

  private TaskState() {}

  /** SS:ESP of a level outside IA-32e mode: the selector in bits 47 to 32, the pointer below. */
  static long stackEntry(Vcpu cpu, int level, int ext) {
    if (isWide(cpu.segmentAttributes[TR])) {
      int offset = 4 + 8 * level;
      require(cpu, offset + 5, ext);
      return cpu.mmu.loadSystem(address(cpu, offset), 4)
          | cpu.mmu.loadSystem(address(cpu, offset + 4), 2) << 32;
    }
    int offset = 2 + 4 * level;
    require(cpu, offset + 3, ext);
    return cpu.mmu.loadSystem(address(cpu, offset), 2)
        | cpu.mmu.loadSystem(address(cpu, offset + 2), 2) << 32;
  }

  /** RSP of a level, in IA-32e mode. */
  static long stackPointer(Vcpu cpu, int level, int ext) {
    return pointer(cpu, 4 + 8 * level, ext);
  }

  /**
   * @param number of the interrupt stack, 1 to 7
   */
  static long interruptStack(Vcpu cpu, int number, int ext) {
    return pointer(cpu, 0x24 + 8 * (number - 1), ext);
  }

  private static long pointer(Vcpu cpu, int offset, int ext) {
    require(cpu, offset + 7, ext);
    return cpu.mmu.loadSystem(address(cpu, offset), 8);
  }

  private static void require(Vcpu cpu, int last, int ext) {
    if (last > cpu.segmentLimit[TR]) {
      throw new GuestFault(TS, Selector.errorCode(cpu.segmentSelector[TR]) | ext);
    }
  }

  private static boolean isWide(int attributes) {
    return (attributes & 8) != 0;
  }

  static long address(Vcpu cpu, long offset) {
    long linear = cpu.segmentBase[TR] + offset;
    return cpu.isLongMode() ? linear : linear & 0xffff_ffffL;
  }

  /** Whether the I/O permission bitmap allows all of a port's bytes. SDM Vol. 1, 19.5.2. */
  static boolean permits(Vcpu cpu, int port, int size) {
    if (!hasMap(cpu)) {
      return false;
    }
    long offset = cpu.mmu.loadSystem(address(cpu, MAP_BASE), 2) + (port >>> 3);
    if (offset + 1 > cpu.segmentLimit[TR]) {
      return false;
    }
    long bits = cpu.mmu.loadSystem(address(cpu, offset), 2) >>> (port & 7);
    return (bits & (1 << size) - 1) == 0;
  }

  /**
   * Whether the interrupt redirection bitmap sends {@code INT vector} of virtual-8086 mode to the
   * 8086 program's own handler.
   */
  static boolean redirects(Vcpu cpu, int vector) {
    if (!hasMap(cpu)) {
      throw GuestFault.generalProtection(0);
    }
    long offset =
        cpu.mmu.loadSystem(address(cpu, MAP_BASE), 2) - REDIRECTION_BYTES + (vector >>> 3);
    if (offset < 0 || offset > cpu.segmentLimit[TR]) {
      throw GuestFault.generalProtection(0);
    }
    return (cpu.mmu.loadSystem(address(cpu, offset), 1) >>> (vector & 7) & 1) == 0;
  }

  private static boolean hasMap(Vcpu cpu) {
    int attributes = cpu.segmentAttributes[TR];
    return (attributes & SegmentAttributes.PRESENT) != 0
        && isWide(attributes)
        && cpu.segmentLimit[TR] >= MAP_BASE_END;
  }
}
