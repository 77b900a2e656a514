package org.kvas.runtime.machine;

import org.kvas.devices.apic.LocalApic;
import org.kvas.runtime.vcpu.InterruptSource;
import org.kvas.runtime.vcpu.LocalApicAccess;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/** A processor's way to its local APIC: INTR, CR8 and model-specific registers. */
final class LocalApicPort implements LocalApicAccess, InterruptSource {
  private static final int PHYSICAL_ADDRESS_BITS = 40;

  private final LocalApic apic;
  private final Vcpu vcpu;
  private final Runnable moved;

  /**
   * @param moved run when IA32_APIC_BASE has been written
   */
  LocalApicPort(LocalApic apic, Vcpu vcpu, Runnable moved) {
    this.apic = apic;
    this.vcpu = vcpu;
    this.moved = moved;
  }

  @Override
  public boolean isPending() {
    return apic.isPending();
  }

  @Override
  public int acknowledge() {
    return apic.isPending() ? apic.acknowledge() : -1;
  }

  @Override
  public long base() {
    return apic.base();
  }

  @Override
  public void setBase(long value) {
    require(apic.setBase(value, PHYSICAL_ADDRESS_BITS));
    moved.run();
  }

  @Override
  public int taskPriority() {
    return apic.taskPriorityClass();
  }

  @Override
  public void setTaskPriority(int value) {
    apic.setTaskPriorityClass(value);
  }

  @Override
  public long deadline() {
    return apic.tscDeadline();
  }

  @Override
  public void setDeadline(long tsc) {
    apic.setTscOffset(vcpu.msr.tscOffset);
    apic.setTscDeadline(tsc);
  }

  @Override
  public long read(int register) {
    require(apic.isReadable(register));
    return apic.readMsr(register);
  }

  @Override
  public void write(int register, long value) {
    require(apic.writeMsr(register, value));
  }

  private static void require(boolean legal) {
    if (!legal) {
      throw GuestFault.generalProtection(0);
    }
  }
}
