package org.kvas.runtime.oracle;

import org.kvas.runtime.trap.EventKind;
import org.kvas.runtime.trap.TrapPolicy;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/** Notes an exception and stops the processor, as a signal would. */
final class FirstException implements TrapPolicy {
  private int vector;
  private int error;

  void clear() {
    vector = -1;
    error = 0;
  }

  /** -1 for none. */
  int vector() {
    return vector;
  }

  /** 0 where the vector has none. */
  int error() {
    return error;
  }

  private void note(Vcpu cpu, int number, int code) {
    if (vector < 0) {
      vector = number;
      error = Math.max(code, 0);
    }
    cpu.request(Vcpu.PENDING_EVENT);
  }

  @Override
  public void exception(Vcpu cpu, GuestFault fault) {
    note(cpu, fault.vector(), fault.errorCode());
  }

  /** Linux lets programs use vectors 3 and 4. */
  @Override
  public void softwareInterrupt(Vcpu cpu, int number, EventKind kind, long next) {
    boolean open = number == GuestFault.BP || number == GuestFault.OF;
    if (kind == EventKind.SOFTWARE_INTERRUPT && !open) {
      throw GuestFault.generalProtection(number << 3 | 2);
    }
    cpu.rip = next;
    note(cpu, number, 0);
  }

  @Override
  public void externalInterrupt(Vcpu cpu, int number) {
    throw new IllegalStateException("nobody interrupts");
  }

  @Override
  public void nonMaskableInterrupt(Vcpu cpu) {
    throw new IllegalStateException("nobody interrupts");
  }

  @Override
  public void syscall(Vcpu cpu, long next) {
    throw new IllegalStateException("system calls are not tested");
  }
}
