package org.kvas.runtime.trap;

import static org.kvas.translator.state.GuestFault.DB;
import static org.kvas.translator.state.GuestFault.DE;
import static org.kvas.translator.state.GuestFault.DF;
import static org.kvas.translator.state.GuestFault.GP;
import static org.kvas.translator.state.GuestFault.PF;
import static org.kvas.translator.state.GuestFault.TS;
import static org.kvas.translator.state.VcpuState.RF;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.VcpuState;

/**
 * Interrupts and exceptions on their way to the guest's handler, in every mode. SDM Vol. 3A,
 * chapter 6; Vol. 2, INT n.
 */
public final class InterruptDelivery {
  private InterruptDelivery() {}

  /**
   * Delivers an event that is not an instruction's own; {@link Vcpu#rip} is the address to return
   * to. An exception on the way is delivered in its place, or both as a double fault (SDM Vol. 3A,
   * table 6-5).
   *
   * @param errorCode -1 for none
   */
  public static void deliver(Vcpu cpu, int vector, int errorCode, EventKind kind) {
    int currentVector = vector;
    int currentCode = errorCode;
    EventKind currentKind = kind;
    while (true) {
      try {
        enter(cpu, currentVector, currentCode, currentKind, cpu.rip);
        return;
      } catch (GuestFault second) {
        boolean first = currentKind == EventKind.EXCEPTION;
        if (first && currentVector == DF) {
          throw new TripleFault(second.vector(), cpu.rip);
        }
        boolean doubled = first && doubles(currentVector, second.vector());
        currentVector = doubled ? DF : second.vector();
        currentCode = doubled ? 0 : second.errorCode();
        currentKind = EventKind.EXCEPTION;
      }
    }
  }

  /** One attempt; where it throws, nothing has changed but memory below the stack pointer. */
  static void enter(Vcpu cpu, int vector, int errorCode, EventKind kind, long returnRip) {
    if (CpuMode.isReal(cpu)) {
      RealModeDelivery.enter(cpu, vector, kind.ext(), returnRip);
    } else if (cpu.isLongMode()) {
      LongModeDelivery.enter(cpu, vector, errorCode, kind, returnRip);
    } else {
      ProtectedModeDelivery.enter(cpu, vector, errorCode, kind, returnRip);
    }
    cpu.halted = false;
    cpu.interruptShadow = false;
    cpu.debugShadow = false;
    cpu.stepReported = true;
    cpu.repetition = VcpuState.NO_REPETITION;
    if (kind == EventKind.NMI) {
      cpu.nmiBlocked = true;
    } else if (vector == DB) {
      cpu.dr[7] &= ~DebugRegisters.GENERAL_DETECT;
    }
    cpu.refreshMode();
  }

  /**
   * RFLAGS to save: faults, and what comes between two elements of a repetition, set RF so that the
   * instruction breakpoint at the return address does not strike again. SDM Vol. 3A, 6.8.3; Vol.
   * 3B, 17.3.1.1.
   */
  static int savedFlags(Vcpu cpu, int vector, EventKind kind) {
    int image = Rflags.image(cpu);
    boolean trap = vector == DB || vector == GuestFault.BP || vector == GuestFault.OF;
    boolean fault =
        kind == EventKind.EXCEPTION && (!trap || vector == DB && Breakpoints.isGeneralDetect(cpu));
    return fault || cpu.repetition == cpu.rip ? image | RF : image;
  }

  private static boolean doubles(int first, int second) {
    return first == PF
        ? second == PF || isContributory(second)
        : isContributory(first) && isContributory(second);
  }

  private static boolean isContributory(int vector) {
    return vector == DE || vector >= TS && vector <= GP;
  }
}
