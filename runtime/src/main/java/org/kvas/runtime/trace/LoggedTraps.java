package org.kvas.runtime.trace;

import java.io.PrintStream;
import org.kvas.runtime.trap.EventKind;
import org.kvas.runtime.trap.TrapPolicy;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.VcpuState;

/**
 * Logs what interrupts a processor, in the manner of QEMU's {@code -d int}. Instructions are
 * counted by the interpreter only.
 */
final class LoggedTraps implements TrapPolicy {
  private final TrapPolicy policy;
  private final PrintStream log;
  private int number;

  LoggedTraps(TrapPolicy policy, PrintStream log) {
    this.policy = policy;
    this.log = log;
  }

  private void log(Vcpu cpu, int vector, String kind, int errorCode) {
    log.printf(
        "%6d: v=%02x %s e=%04x cpu=%d cpl=%d IP=%04x:%016x SP=%04x:%016x CR2=%016x%n",
        number++,
        vector,
        kind,
        Math.max(0, errorCode),
        cpu.id,
        cpu.cpl,
        cpu.segmentSelector[VcpuState.CS],
        cpu.rip,
        cpu.segmentSelector[VcpuState.SS],
        cpu.gpr[VcpuState.RSP],
        cpu.cr2);
  }

  @Override
  public void exception(Vcpu cpu, GuestFault fault) {
    log(cpu, fault.vector(), "exception", fault.errorCode());
    policy.exception(cpu, fault);
  }

  @Override
  public void externalInterrupt(Vcpu cpu, int vector) {
    log(cpu, vector, "external", 0);
    policy.externalInterrupt(cpu, vector);
  }

  @Override
  public void nonMaskableInterrupt(Vcpu cpu) {
    log(cpu, GuestFault.NMI, "nmi", 0);
    policy.nonMaskableInterrupt(cpu);
  }

  @Override
  public void softwareInterrupt(Vcpu cpu, int vector, EventKind kind, long next) {
    log(cpu, vector, "software", 0);
    policy.softwareInterrupt(cpu, vector, kind, next);
  }

  @Override
  public void syscall(Vcpu cpu, long next) {
    policy.syscall(cpu, next);
  }
}
