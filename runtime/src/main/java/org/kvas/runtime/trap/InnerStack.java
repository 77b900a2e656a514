package org.kvas.runtime.trap;

import static org.kvas.translator.state.GuestFault.TS;
import static org.kvas.translator.state.VcpuState.SS;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/** The stack that the TSS holds for a more privileged level, checked. SDM Vol. 3A, 5.8.5. */
record InnerStack(int selector, Descriptor segment, long pointer, int level, int ext) {

  /**
   * @param ext the EXT bit of error codes
   */
  static InnerStack fromTask(Vcpu cpu, int level, int ext) {
    long entry = TaskState.stackEntry(cpu, level, ext);
    int selector = (int) (entry >>> 32);
    if (Selector.isNull(selector)) {
      throw new GuestFault(TS, ext);
    }
    Descriptor segment = SegmentLoading.stackDescriptor(cpu, selector, level, TS, ext);
    return new InnerStack(selector, segment, entry & 0xffff_ffffL, level, ext);
  }

  PendingStack open(Vcpu cpu) {
    return PendingStack.of(cpu, segment, pointer, level, Selector.errorCode(selector) | ext);
  }

  /** Loads SS. */
  void enter(Vcpu cpu) {
    SegmentRegisters.load(cpu, SS, selector, DescriptorTables.markAccessed(cpu, selector, segment));
  }
}
