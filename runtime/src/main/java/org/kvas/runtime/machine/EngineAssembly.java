package org.kvas.runtime.machine;

import java.io.PrintStream;
import org.kvas.runtime.lockstep.Lockstep;
import org.kvas.runtime.trace.LoggingEngine;
import org.kvas.runtime.vcpu.Engines;

/** The engines that a configuration asks for. */
final class EngineAssembly {
  /** Low, so that much is translated that would stay cold otherwise. */
  private static final int LOCKSTEP_THRESHOLD = 200;

  private final Engines engines;

  EngineAssembly(Engines engines) {
    this.engines = engines;
  }

  EngineFactory factory(Accelerator accelerator, Diagnostics diagnostics, PrintStream log) {
    Engines chosen =
        diagnostics.neverTranslated().isEmpty()
            ? engines
            : engines.excluding(diagnostics::neverTranslates);
    Lockstep.Leaders logged =
        logged(leaders(chosen, accelerator, diagnostics.threshold()), diagnostics, log);
    return accelerator == Accelerator.LOCKSTEP
        ? new Lockstep(chosen, logged)::engine
        : logged::engine;
  }

  private static Lockstep.Leaders leaders(Engines engines, Accelerator accelerator, int threshold) {
    return switch (accelerator) {
      case INTERPRETER -> engines::interpreter;
      case TRANSLATOR ->
          threshold == 0
              ? engines::translator
              : (vcpu, mmu, space, codePages) ->
                  engines.translator(vcpu, mmu, space, codePages, threshold, false);
      case LOCKSTEP ->
          (vcpu, mmu, space, codePages) ->
              engines.translator(
                  vcpu,
                  mmu,
                  space,
                  codePages,
                  threshold == 0 ? LOCKSTEP_THRESHOLD : threshold,
                  true);
    };
  }

  private static Lockstep.Leaders logged(
      Lockstep.Leaders leaders, Diagnostics diagnostics, PrintStream log) {
    return diagnostics.logged().isEmpty()
        ? leaders
        : (vcpu, mmu, space, codePages) ->
            new LoggingEngine(
                leaders.engine(vcpu, mmu, space, codePages),
                diagnostics.logged(),
                log,
                vcpu,
                mmu,
                space);
  }
}
