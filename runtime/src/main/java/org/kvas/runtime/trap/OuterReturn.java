package org.kvas.runtime.trap;

import static org.kvas.translator.state.GuestFault.GP;
import static org.kvas.translator.state.VcpuState.DS;
import static org.kvas.translator.state.VcpuState.ES;
import static org.kvas.translator.state.VcpuState.FS;
import static org.kvas.translator.state.VcpuState.GS;
import static org.kvas.translator.state.VcpuState.SS;

import org.jspecify.annotations.Nullable;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/**
 * What RETF and IRET share when they load SS:RSP from the stack. SDM Vol. 2, RET,
 * "RETURN-TO-OUTER-PRIVILEGE-LEVEL".
 */
final class OuterReturn {
  private OuterReturn() {}

  /**
   * SS of the code returned to, checked, accessed flag set; null for the null selector, where
   * 64-bit code may have it.
   */
  static @Nullable Descriptor stackSegment(Vcpu cpu, int selector, Descriptor code, int level) {
    if (Selector.isNull(selector)) {
      boolean wide = cpu.isLongMode() && code.isLong();
      if (!wide || level == 3 || Selector.rpl(selector) != level) {
        throw GuestFault.generalProtection(0);
      }
      return null;
    }
    Descriptor stack = SegmentLoading.stackDescriptor(cpu, selector, level, GP, 0);
    return DescriptorTables.markAccessed(cpu, selector, stack);
  }

  static void loadStack(Vcpu cpu, int selector, @Nullable Descriptor stack) {
    if (stack == null) {
      SegmentRegisters.loadNull(cpu, SS, selector);
    } else {
      SegmentRegisters.load(cpu, SS, selector, stack);
    }
  }

  /** Takes away data segments that the less privileged code, whose CPL is in force, may not see. */
  static void dropPrivilegedSegments(Vcpu cpu) {
    drop(cpu, ES);
    drop(cpu, DS);
    drop(cpu, FS);
    drop(cpu, GS);
  }

  private static void drop(Vcpu cpu, int index) {
    int attributes = cpu.segmentAttributes[index];
    boolean present = (attributes & SegmentAttributes.PRESENT) != 0;
    if (present
        && !SegmentAttributes.isConforming(attributes)
        && SegmentAttributes.dpl(attributes) < cpu.cpl) {
      SegmentRegisters.loadNull(cpu, index, 0);
    }
  }
}
