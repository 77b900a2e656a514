package org.kvas.runtime.cputest;

import static org.kvas.translator.state.VcpuState.IOPL;
import static org.kvas.translator.state.VcpuState.VM;

import org.jspecify.annotations.Nullable;
import org.kvas.runtime.trap.ControlBits;
import org.kvas.runtime.trap.EventKind;
import org.kvas.runtime.trap.HvmTrapPolicy;
import org.kvas.runtime.trap.TrapPolicy;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/** What becomes of exceptions in a test: the first ends it, or they are delivered as ever. */
final class TestPolicy implements TrapPolicy {
  private boolean deliver;
  private @Nullable GuestFault reported;

  void start(boolean delivering) {
    deliver = delivering;
    reported = null;
  }

  /** The exception that ended the test. */
  @Nullable GuestFault reported() {
    return reported;
  }

  private void report(Vcpu cpu, GuestFault fault) {
    reported = fault;
    cpu.request(Vcpu.PENDING_EVENT);
  }

  @Override
  public void exception(Vcpu cpu, GuestFault fault) {
    if (!deliver) {
      report(cpu, fault);
      return;
    }
    HvmTrapPolicy.INSTANCE.exception(cpu, fault);
    if (fault.vector() != GuestFault.DB) {
      cpu.instructions++; // a trap belongs to the instruction before it
    }
  }

  @Override
  public void softwareInterrupt(Vcpu cpu, int vector, EventKind kind, long next) {
    if (deliver) {
      HvmTrapPolicy.INSTANCE.softwareInterrupt(cpu, vector, kind, next);
      return;
    }
    boolean virtual = (cpu.systemFlags & VM) != 0 && (cpu.cr4 & ControlBits.CR4_VME) == 0;
    if (virtual && kind == EventKind.SOFTWARE_INTERRUPT && (cpu.systemFlags & IOPL) != IOPL) {
      throw GuestFault.generalProtection(0);
    }
    cpu.rip = next;
    report(cpu, new GuestFault(vector, -1));
  }

  @Override
  public void externalInterrupt(Vcpu cpu, int vector) {
    HvmTrapPolicy.INSTANCE.externalInterrupt(cpu, vector);
  }

  @Override
  public void nonMaskableInterrupt(Vcpu cpu) {
    HvmTrapPolicy.INSTANCE.nonMaskableInterrupt(cpu);
  }

  @Override
  public void syscall(Vcpu cpu, long next) {
    HvmTrapPolicy.INSTANCE.syscall(cpu, next);
  }
}
