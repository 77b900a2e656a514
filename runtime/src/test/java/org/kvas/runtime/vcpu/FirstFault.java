package org.kvas.runtime.vcpu;

import org.jspecify.annotations.Nullable;
import org.kvas.runtime.trap.EventKind;
import org.kvas.runtime.trap.TrapPolicy;
import org.kvas.translator.state.GuestFault;

/** Ends the run at the first exception. */
final class FirstFault implements TrapPolicy {
  /** Null where there was none. */
  @Nullable GuestFault fault;

  @Override
  public void exception(Vcpu cpu, GuestFault raised) {
    fault = raised;
    cpu.request(Vcpu.PENDING_EVENT);
  }

  @Override
  public void externalInterrupt(Vcpu cpu, int vector) {
    throw new AssertionError();
  }

  @Override
  public void nonMaskableInterrupt(Vcpu cpu) {
    throw new AssertionError();
  }

  @Override
  public void softwareInterrupt(Vcpu cpu, int vector, EventKind kind, long next) {
    throw new AssertionError();
  }

  @Override
  public void syscall(Vcpu cpu, long next) {
    throw new AssertionError();
  }
}
