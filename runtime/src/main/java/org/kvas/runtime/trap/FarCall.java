package org.kvas.runtime.trap;

import static org.kvas.translator.state.VcpuState.CS;
import static org.kvas.translator.state.VcpuState.RSP;
import static org.kvas.translator.state.VcpuState.SS;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/** CALL to another segment: code, call gate, task gate or TSS. SDM Vol. 2, CALL; Vol. 3A, 5.8. */
final class FarCall {
  private FarCall() {}

  /**
   * @param size of the operand: 2, 4 or 8
   * @param next the address behind the instruction
   */
  static void call(Vcpu cpu, int selector, long offset, int size, long next) {
    if (!CpuMode.isProtected(cpu)) {
      PendingStack stack = PendingStack.current(cpu, 0);
      pushReturn(cpu, stack, size, next);
      CodeSegments.check8086(cpu, offset);
      stack.commit();
      CodeSegments.enter8086(cpu, selector, offset);
      return;
    }
    Descriptor descriptor = CodeSegments.descriptor(cpu, selector);
    if (descriptor.isCode()) {
      CodeSegments.checkDirect(cpu, selector, descriptor);
      sameLevel(cpu, selector, descriptor, offset, size, next);
    } else if (!descriptor.isSystem()) {
      throw GuestFault.generalProtection(Selector.errorCode(selector));
    } else if (CallGate.isGate(cpu, descriptor)) {
      throughGate(cpu, CallGate.resolve(cpu, selector, descriptor), next);
    } else {
      TaskSwitch.transfer(cpu, selector, descriptor, TaskSwitch.Cause.CALL, next);
    }
  }

  private static void throughGate(Vcpu cpu, CallGate gate, long next) {
    CodeSegments.checkUsable(cpu, gate.selector(), gate.code(), true);
    if (gate.code().isConforming() || gate.code().dpl() == cpu.cpl) {
      sameLevel(cpu, gate.selector(), gate.code(), gate.offset(), gate.size(), next);
    } else if (cpu.isLongMode()) {
      innerLong(cpu, gate, next);
    } else {
      inner(cpu, gate, next);
    }
  }

  private static void sameLevel(
      Vcpu cpu, int selector, Descriptor code, long offset, int size, long next) {
    PendingStack stack = PendingStack.of(cpu, code);
    pushReturn(cpu, stack, size, next);
    CodeSegments.checkTarget(cpu, code, offset);
    Descriptor accessed = DescriptorTables.markAccessed(cpu, selector, code);
    stack.commit();
    CodeSegments.enter(cpu, selector, accessed, cpu.cpl, offset);
  }

  private static void inner(Vcpu cpu, CallGate gate, long next) {
    int level = gate.code().dpl();
    int size = gate.size();
    InnerStack switched = InnerStack.fromTask(cpu, level, 0);
    PendingStack stack = switched.open(cpu);
    stack.push(size, cpu.segmentSelector[SS]);
    stack.push(size, cpu.general(RSP));
    long mask = CpuMode.stackMask(cpu);
    for (int i = gate.parameters() - 1; i >= 0; i--) {
      long linear = cpu.linear(SS, cpu.general(RSP) + (long) i * size & mask, size, false);
      stack.push(size, cpu.load(linear, size));
    }
    pushReturn(cpu, stack, size, next);
    CodeSegments.checkTarget(cpu, gate.code(), gate.offset());
    Descriptor accessed = DescriptorTables.markAccessed(cpu, gate.selector(), gate.code());
    switched.enter(cpu);
    stack.commit();
    CodeSegments.enter(cpu, gate.selector(), accessed, level, gate.offset());
  }

  private static void innerLong(Vcpu cpu, CallGate gate, long next) {
    int level = gate.code().dpl();
    PendingStack stack = PendingStack.wide(cpu, TaskState.stackPointer(cpu, level, 0), level, 0);
    stack.push(8, cpu.segmentSelector[SS]);
    stack.push(8, cpu.general(RSP));
    pushReturn(cpu, stack, 8, next);
    CodeSegments.checkTarget(cpu, gate.code(), gate.offset());
    Descriptor accessed = DescriptorTables.markAccessed(cpu, gate.selector(), gate.code());
    stack.commit();
    SegmentRegisters.loadNull(cpu, SS, level);
    CodeSegments.enter(cpu, gate.selector(), accessed, level, gate.offset());
  }

  private static void pushReturn(Vcpu cpu, PendingStack stack, int size, long next) {
    stack.push(size, cpu.segmentSelector[CS]);
    stack.push(size, next);
  }
}
