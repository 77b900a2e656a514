package org.kvas.runtime.trap;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/** JMP to another segment: code, call gate, task gate or TSS. SDM Vol. 2, JMP; Vol. 3A, 5.8. */
final class FarJump {
  private FarJump() {}

  /**
   * @param next the address behind the instruction, saved by a task switch
   */
  static void jump(Vcpu cpu, int selector, long offset, long next) {
    if (!CpuMode.isProtected(cpu)) {
      CodeSegments.enter8086(cpu, selector, offset);
      return;
    }
    Descriptor descriptor = CodeSegments.descriptor(cpu, selector);
    if (descriptor.isCode()) {
      CodeSegments.checkDirect(cpu, selector, descriptor);
      CodeSegments.checkTarget(cpu, descriptor, offset);
      enter(cpu, selector, descriptor, offset);
    } else if (!descriptor.isSystem()) {
      throw GuestFault.generalProtection(Selector.errorCode(selector));
    } else if (CallGate.isGate(cpu, descriptor)) {
      CallGate gate = CallGate.resolve(cpu, selector, descriptor);
      boolean allowed = gate.code().isConforming() || gate.code().dpl() == cpu.cpl;
      CodeSegments.checkUsable(cpu, gate.selector(), gate.code(), allowed);
      CodeSegments.checkTarget(cpu, gate.code(), gate.offset());
      enter(cpu, gate.selector(), gate.code(), gate.offset());
    } else {
      TaskSwitch.transfer(cpu, selector, descriptor, TaskSwitch.Cause.JUMP, next);
    }
  }

  private static void enter(Vcpu cpu, int selector, Descriptor code, long offset) {
    CodeSegments.enter(
        cpu, selector, DescriptorTables.markAccessed(cpu, selector, code), cpu.cpl, offset);
  }
}
