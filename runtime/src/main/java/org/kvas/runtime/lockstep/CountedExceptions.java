package org.kvas.runtime.lockstep;

import org.kvas.runtime.trap.EventKind;
import org.kvas.runtime.trap.TrapPolicy;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/**
 * A trap policy that counts the exceptions it delivers: with the instructions completed they say
 * where a processor is.
 */
class CountedExceptions implements TrapPolicy {
  final TrapPolicy policy;
  long count;

  CountedExceptions(TrapPolicy policy) {
    this.policy = policy;
  }

  @Override
  public void exception(Vcpu cpu, GuestFault fault) {
    count++;
    policy.exception(cpu, fault);
  }

  @Override
  public void externalInterrupt(Vcpu cpu, int vector) {
    policy.externalInterrupt(cpu, vector);
  }

  @Override
  public void nonMaskableInterrupt(Vcpu cpu) {
    policy.nonMaskableInterrupt(cpu);
  }

  @Override
  public void softwareInterrupt(Vcpu cpu, int vector, EventKind kind, long next) {
    policy.softwareInterrupt(cpu, vector, kind, next);
  }

  @Override
  public void syscall(Vcpu cpu, long next) {
    policy.syscall(cpu, next);
  }
}
