package org.kvas.runtime.trap;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/**
 * What a guest mode does with events that leave the running code. Chosen at power-on: HVM emulates
 * the hardware, PV applies Xen's rules.
 *
 * <p>{@link Vcpu#rip} is where the guest is to return to: the faulting instruction, or behind the
 * one that trapped. Exceptions during delivery are dealt with inside, up to {@link TripleFault}.
 */
public interface TrapPolicy {
  void exception(Vcpu cpu, GuestFault fault);

  void externalInterrupt(Vcpu cpu, int vector);

  void nonMaskableInterrupt(Vcpu cpu);

  /**
   * {@code INT n}, INT3, INTO, INT1. A {@link GuestFault} it throws belongs to the instruction, and
   * nothing has changed.
   *
   * @param next the address behind the instruction
   */
  void softwareInterrupt(Vcpu cpu, int vector, EventKind kind, long next);

  /** SYSCALL, wherever it is executed. */
  void syscall(Vcpu cpu, long next);
}
