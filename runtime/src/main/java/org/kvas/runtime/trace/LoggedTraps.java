package org.kvas.runtime.trace;

import org.kvas.runtime.trap.EventKind;
import org.kvas.runtime.trap.TrapPolicy;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.VcpuState;

/**
 * Logs what interrupts a processor, with its registers before the handler, in the manner of QEMU's
 * {@code -d int}; and tells the log of code where blocks end and handlers begin.
 */
final class LoggedTraps implements TrapPolicy {
  private final TrapPolicy policy;
  private final GuestLog log;
  private final LoggedCode code;

  LoggedTraps(TrapPolicy policy, GuestLog log, LoggedCode code) {
    this.policy = policy;
    this.log = log;
    this.code = code;
  }

  private void log(Vcpu cpu, int vector, int errorCode, boolean byInstruction) {
    if (!log.logs(LogItem.INT)) {
      return;
    }
    long linear = CodeAddress.linear(cpu);
    log.print(
        "%6d: v=%02x e=%04x i=%d cpl=%d IP=%04x:%016x pc=%016x SP=%04x:%016x %s=%016x cpu=%d %s"
            .formatted(
                log.nextEvent(),
                vector,
                Math.max(0, errorCode),
                byInstruction ? 1 : 0,
                cpu.cpl,
                cpu.segmentSelector[VcpuState.CS],
                cpu.rip,
                linear,
                cpu.segmentSelector[VcpuState.SS],
                cpu.general(VcpuState.RSP),
                vector == GuestFault.PF ? "CR2" : "RAX",
                vector == GuestFault.PF ? cpu.cr2 : cpu.general(VcpuState.RAX),
                cpu.id,
                log.symbol(linear))
            .stripTrailing());
    RegisterListing.of(cpu).forEach(log::print);
  }

  private void announce(String text) {
    if (log.logs(LogItem.INT)) {
      log.print(text);
    }
  }

  @Override
  public void exception(Vcpu cpu, GuestFault fault) {
    code.executed(cpu);
    log(cpu, fault.vector(), fault.errorCode(), false);
    policy.exception(cpu, fault);
  }

  @Override
  public void externalInterrupt(Vcpu cpu, int vector) {
    code.interrupted(cpu);
    announce("Servicing hardware INT=0x%02x".formatted(vector));
    log(cpu, vector, 0, false);
    policy.externalInterrupt(cpu, vector);
    code.reached(cpu);
  }

  @Override
  public void nonMaskableInterrupt(Vcpu cpu) {
    code.interrupted(cpu);
    announce("Servicing NMI");
    log(cpu, GuestFault.NMI, 0, false);
    policy.nonMaskableInterrupt(cpu);
    code.reached(cpu);
  }

  @Override
  public void softwareInterrupt(Vcpu cpu, int vector, EventKind kind, long next) {
    code.executed(cpu);
    log(cpu, vector, 0, true);
    policy.softwareInterrupt(cpu, vector, kind, next);
  }

  @Override
  public void syscall(Vcpu cpu, long next) {
    policy.syscall(cpu, next);
  }
}
