package org.kvas.runtime.machine;

import org.kvas.runtime.vcpu.Engine;
import org.kvas.runtime.vcpu.Vcpu;

/**
 * A processor of a board, the engine that runs it, and what stands between INIT and start-up. SDM
 * Vol. 3A, 8.4.
 */
final class Processor {
  private final Vcpu vcpu;
  private final Engine engine;
  private boolean waitsForStartup;
  private int startupVector;

  /** Processor 0 is the boot processor; the others wait for a start-up IPI. */
  Processor(Vcpu vcpu, Engine engine) {
    this.vcpu = vcpu;
    this.engine = engine;
    this.waitsForStartup = !isBootProcessor();
  }

  Vcpu vcpu() {
    return vcpu;
  }

  Engine engine() {
    return engine;
  }

  private boolean isBootProcessor() {
    return vcpu.id == 0;
  }

  /** INIT arrives; a start-up IPI from before is void. */
  void initialize() {
    vcpu.clearRequest(Vcpu.PENDING_SIPI);
    vcpu.request(Vcpu.PENDING_INIT);
  }

  /** A start-up IPI arrives. */
  void startup(int vector) {
    startupVector = vector;
    vcpu.request(Vcpu.PENDING_SIPI);
  }

  /**
   * Deals with INIT and start-up requests: the processor is reset, or starts in the page that the
   * vector names.
   */
  private void attendSignals() {
    if ((vcpu.pending & Vcpu.PENDING_INIT) != 0) {
      vcpu.clearRequest(Vcpu.PENDING_INIT);
      ProcessorReset.init(vcpu);
      waitsForStartup = !isBootProcessor();
    }
    if ((vcpu.pending & Vcpu.PENDING_SIPI) != 0) {
      vcpu.clearRequest(Vcpu.PENDING_SIPI);
      if (waitsForStartup) {
        waitsForStartup = false;
        ProcessorReset.startAt(vcpu, startupVector);
      }
    }
  }

  /** Whether it has anything to execute; INIT and start-up requests take effect here. */
  boolean isRunnable() {
    if ((vcpu.pending & (Vcpu.PENDING_INIT | Vcpu.PENDING_SIPI)) != 0) {
      attendSignals();
    }
    if (waitsForStartup) {
      return false;
    }
    if (vcpu.halted && takesInterrupts() && vcpu.interrupts.isPending()) {
      vcpu.request(Vcpu.PENDING_INTERRUPT);
      return true;
    }
    return !vcpu.halted || (vcpu.pending & Vcpu.PENDING_NMI) != 0;
  }

  private boolean takesInterrupts() {
    return (vcpu.systemFlags & Vcpu.IF) != 0;
  }

  /** Halted for good as far as maskable interrupts go. */
  boolean isHaltedWithInterruptsOff() {
    return !waitsForStartup && vcpu.halted && !takesInterrupts();
  }
}
