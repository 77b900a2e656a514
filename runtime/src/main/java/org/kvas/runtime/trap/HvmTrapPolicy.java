package org.kvas.runtime.trap;

import org.kvas.runtime.profile.ExitReason;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/** A guest that has the whole machine: events do what the hardware does. */
public final class HvmTrapPolicy implements TrapPolicy {
  public static final TrapPolicy INSTANCE = new HvmTrapPolicy();

  private HvmTrapPolicy() {}

  @Override
  public void exception(Vcpu cpu, GuestFault fault) {
    cpu.counters.count(
        fault.vector() == GuestFault.PF ? ExitReason.PAGE_FAULT : ExitReason.EXCEPTION);
    InterruptDelivery.deliver(cpu, fault.vector(), fault.errorCode(), EventKind.EXCEPTION);
  }

  @Override
  public void externalInterrupt(Vcpu cpu, int vector) {
    cpu.counters.count(ExitReason.INTERRUPT);
    InterruptDelivery.deliver(cpu, vector, -1, EventKind.EXTERNAL);
  }

  @Override
  public void nonMaskableInterrupt(Vcpu cpu) {
    cpu.counters.count(ExitReason.INTERRUPT);
    InterruptDelivery.deliver(cpu, GuestFault.NMI, -1, EventKind.NMI);
  }

  @Override
  public void softwareInterrupt(Vcpu cpu, int vector, EventKind kind, long next) {
    cpu.counters.count(ExitReason.SOFTWARE_INTERRUPT);
    if (kind == EventKind.SOFTWARE_INTERRUPT && CpuMode.isVirtual8086(cpu)) {
      Virtual8086.softwareInterrupt(cpu, vector, next);
    } else {
      InterruptDelivery.enter(cpu, vector, -1, kind, next);
    }
  }

  @Override
  public void syscall(Vcpu cpu, long next) {
    FastSystemCalls.syscall(cpu, next);
  }
}
