package org.kvas.runtime.vcpu;

import static org.kvas.translator.state.VcpuState.RF;
import static org.kvas.translator.state.VcpuState.TF;

import org.kvas.runtime.trap.Breakpoints;

/**
 * Instructions one at a time, with RFLAGS.TF set or a breakpoint armed: instruction breakpoints
 * before, single steps, data and I/O breakpoints behind each. SDM Vol. 3B, 17.3.1.
 */
final class DebugSteps {
  /** Executes one instruction; false if it raised an exception, which has been delivered. */
  @FunctionalInterface
  interface Step {
    boolean execute(Vcpu vcpu);
  }

  private final Step step;

  DebugSteps(Step step) {
    this.step = step;
  }

  /** False where instructions need not go one at a time; then nothing was executed. */
  boolean advance(Vcpu vcpu, long linear) {
    boolean traced = (vcpu.systemFlags & TF) != 0;
    if (!traced && !Breakpoints.areArmed(vcpu)) {
      vcpu.clearRequest(Vcpu.PENDING_TRACE);
      return false;
    }
    int before = before(vcpu, linear);
    if (before != 0) {
      vcpu.breakpointHits = 0;
      Breakpoints.raise(vcpu, before);
    } else {
      execute(vcpu, traced);
    }
    return true;
  }

  /** Reasons for a debug exception before the instruction. */
  private static int before(Vcpu vcpu, long linear) {
    if (vcpu.debugShadow) {
      return 0;
    }
    // met by the stack accesses of an event's delivery
    int met = vcpu.breakpointHits;
    return (vcpu.systemFlags & RF) != 0 ? met : met | Breakpoints.instruction(vcpu, linear);
  }

  private void execute(Vcpu vcpu, boolean traced) {
    int resume = vcpu.systemFlags & RF;
    long completed = vcpu.instructions;
    vcpu.systemFlags &= ~RF;
    vcpu.debugShadow = false;
    vcpu.stepReported = false;
    if (!step.execute(vcpu)) {
      vcpu.breakpointHits = 0;
      return;
    }
    if (vcpu.instructions == completed) {
      vcpu.systemFlags |= resume; // between two elements of a repetition
    }
    if (!vcpu.debugShadow) {
      int reasons =
          vcpu.breakpointHits | (traced && !vcpu.stepReported ? Breakpoints.SINGLE_STEP : 0);
      vcpu.breakpointHits = 0;
      if (reasons != 0) {
        Breakpoints.raise(vcpu, reasons);
      }
    }
  }
}
