package org.kvas.runtime.trap;

import static org.kvas.translator.state.GuestFault.GP;
import static org.kvas.translator.state.GuestFault.NP;
import static org.kvas.translator.state.GuestFault.TS;
import static org.kvas.translator.state.VcpuState.NT;
import static org.kvas.translator.state.VcpuState.TR;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/**
 * Hardware task switching. The new task's selectors are checked when the switch is already done, so
 * a fault then is the new task's own and is delivered there. SDM Vol. 3A, 7.3.
 */
final class TaskSwitch {
  enum Cause {
    JUMP,
    CALL,
    RETURN
  }

  private TaskSwitch() {}

  /** JMP or CALL to a task gate or a TSS, by its descriptor. */
  static void transfer(Vcpu cpu, int selector, Descriptor descriptor, Cause cause, long next) {
    int privilege = Math.max(cpu.cpl, Selector.rpl(selector));
    boolean gate = descriptor.type() == SegmentAttributes.TASK_GATE;
    boolean task = isAvailable(descriptor) && !Selector.isLocal(selector);
    if (cpu.isLongMode() || descriptor.dpl() < privilege || !gate && !task) {
      throw GuestFault.generalProtection(Selector.errorCode(selector));
    }
    if (!descriptor.isPresent()) {
      throw new GuestFault(NP, Selector.errorCode(selector));
    }
    if (gate) {
      int target = new Gate(descriptor.bits(), 0).selector();
      run(cpu, target, available(cpu, target, 0), cause, next, 0);
    } else {
      run(cpu, selector, descriptor, cause, next, 0);
    }
    cpu.refreshMode();
  }

  /** Through a task gate in the IDT. */
  static void interrupt(Vcpu cpu, int selector, int errorCode, int ext, long returnRip) {
    boolean ready = run(cpu, selector, available(cpu, selector, ext), Cause.CALL, returnRip, ext);
    if (ready && errorCode >= 0) {
      boolean wide = (cpu.segmentAttributes[TR] & 8) != 0;
      PendingStack stack = PendingStack.current(cpu, ext);
      stack.push(wide ? 4 : 2, errorCode);
      stack.commit();
    }
  }

  /** IRET with NT set: back to the task in the link field. */
  static void interruptReturn(Vcpu cpu, long next) {
    int selector = (int) cpu.mmu.loadSystem(TaskState.address(cpu, 0), 2);
    if (Selector.isNull(selector) || Selector.isLocal(selector)) {
      throw new GuestFault(TS, Selector.errorCode(selector));
    }
    Descriptor descriptor = DescriptorTables.read(cpu, selector, TS, 0);
    int type = descriptor.type();
    boolean busy = type == SegmentAttributes.BUSY_TSS_16 || type == SegmentAttributes.BUSY_TSS_32;
    if (!descriptor.isSystem() || !busy) {
      throw new GuestFault(TS, Selector.errorCode(selector));
    }
    if (!descriptor.isPresent()) {
      throw new GuestFault(NP, Selector.errorCode(selector));
    }
    run(cpu, selector, descriptor, Cause.RETURN, next, 0);
    cpu.refreshMode();
  }

  /** The TSS that a task gate names. */
  private static Descriptor available(Vcpu cpu, int selector, int ext) {
    int code = Selector.errorCode(selector) | ext;
    if (Selector.isNull(selector) || Selector.isLocal(selector)) {
      throw GuestFault.generalProtection(code);
    }
    Descriptor descriptor = DescriptorTables.read(cpu, selector, GP, ext);
    if (!isAvailable(descriptor)) {
      throw GuestFault.generalProtection(code);
    }
    if (!descriptor.isPresent()) {
      throw new GuestFault(NP, code);
    }
    return descriptor;
  }

  private static boolean isAvailable(Descriptor descriptor) {
    int type = descriptor.type();
    return descriptor.isSystem()
        && (type == SegmentAttributes.TSS_16 || type == SegmentAttributes.TSS_32);
  }

  /** Whether the new task runs; false where its own first fault has been delivered instead. */
  private static boolean run(
      Vcpu cpu, int selector, Descriptor descriptor, Cause cause, long savedRip, int ext) {
    boolean wide = (descriptor.type() & 8) != 0;
    if (descriptor.limit() < (wide ? TaskImage.WIDE_LIMIT : TaskImage.NARROW_LIMIT)) {
      throw new GuestFault(TS, Selector.errorCode(selector) | ext);
    }
    TaskImage image = TaskImage.read(cpu, descriptor.base(), wide);
    int oldSelector = cpu.segmentSelector[TR];
    TaskImage.save(cpu, savedRip, cause == Cause.RETURN ? cpu.rflags() & ~NT : cpu.rflags());
    if (cause != Cause.CALL) {
      Descriptor old = DescriptorTables.read(cpu, oldSelector, TS, ext);
      DescriptorTables.setType(cpu, oldSelector, old, old.type() & ~SegmentAttributes.TSS_BUSY);
    } else {
      cpu.mmu.storeSystem(descriptor.base(), 2, oldSelector);
    }
    Descriptor busy =
        cause == Cause.RETURN
            ? descriptor
            : DescriptorTables.setType(
                cpu, selector, descriptor, descriptor.type() | SegmentAttributes.TSS_BUSY);
    SegmentRegisters.load(cpu, TR, selector, busy);
    cpu.cr0 |= ControlBits.CR0_TS;
    Breakpoints.disableLocal(cpu);
    image.loadRegisters(cpu, cause == Cause.CALL ? image.flags() | NT : image.flags());
    return enter(cpu, image, ext);
  }

  private static boolean enter(Vcpu cpu, TaskImage image, int ext) {
    try {
      image.loadSegments(cpu, ext);
    } catch (GuestFault fault) {
      cpu.refreshMode();
      cpu.trapPolicy.exception(cpu, fault);
      return false;
    }
    cpu.refreshMode();
    if (image.traps()) {
      Breakpoints.raise(cpu, Breakpoints.TASK_SWITCH);
      return false;
    }
    return true;
  }
}
