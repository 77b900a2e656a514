package org.kvas.runtime.vcpu;

import org.kvas.translator.state.GuestFault;

/** A processor without a local APIC. */
final class AbsentLocalApic implements LocalApicAccess {
  @Override
  public long base() {
    throw GuestFault.generalProtection(0);
  }

  @Override
  public void setBase(long value) {
    throw GuestFault.generalProtection(0);
  }

  @Override
  public int taskPriority() {
    return 0;
  }

  @Override
  public void setTaskPriority(int value) {
    // no interrupt to hold back
  }

  @Override
  public long deadline() {
    throw GuestFault.generalProtection(0);
  }

  @Override
  public void setDeadline(long tsc) {
    throw GuestFault.generalProtection(0);
  }

  @Override
  public long read(int register) {
    throw GuestFault.generalProtection(0);
  }

  @Override
  public void write(int register, long value) {
    throw GuestFault.generalProtection(0);
  }
}
