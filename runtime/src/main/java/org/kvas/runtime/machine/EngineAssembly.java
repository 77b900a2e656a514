package org.kvas.runtime.machine;

import java.io.PrintStream;
import org.kvas.runtime.lockstep.Lockstep;
import org.kvas.runtime.symbols.GuestSymbols;
import org.kvas.runtime.trace.GuestLog;
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

  /** Engines of a machine whose guest has these symbols, or will have. */
  EngineFactory factory(
      Accelerator accelerator, Diagnostics diagnostics, PrintStream log, GuestSymbols symbols) {
    Engines named = engines.naming(symbols::className);
    Engines chosen =
        diagnostics.neverTranslated().isEmpty()
            ? named
            : named.excluding(diagnostics::neverTranslates);
    var guestLog = new GuestLog(log, diagnostics.logged(), symbols::place);
    EngineFactory factory = factory(chosen, accelerator, diagnostics, guestLog);
    return (vcpu, mmu, space, codePages) -> {
      if (vcpu.id == 0) {
        symbols.poweredOn(vcpu, mmu, space);
      }
      return factory.create(vcpu, mmu, space, codePages);
    };
  }

  private static EngineFactory factory(
      Engines chosen, Accelerator accelerator, Diagnostics diagnostics, GuestLog log) {
    Lockstep.Leaders logged = logged(leaders(chosen, accelerator, diagnostics), diagnostics, log);
    return accelerator == Accelerator.LOCKSTEP
        ? new Lockstep(chosen, logged)::engine
        : logged::engine;
  }

  private static Lockstep.Leaders leaders(
      Engines engines, Accelerator accelerator, Diagnostics diagnostics) {
    int threshold = diagnostics.threshold();
    boolean counting = diagnostics.counting();
    return switch (accelerator) {
      case INTERPRETER -> engines::interpreter;
      case TRANSLATOR ->
          threshold == 0
              ? (vcpu, mmu, space, codePages) ->
                  engines.translator(vcpu, mmu, space, codePages, counting)
              : (vcpu, mmu, space, codePages) ->
                  engines.translator(vcpu, mmu, space, codePages, threshold, counting);
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
      Lockstep.Leaders leaders, Diagnostics diagnostics, GuestLog log) {
    return diagnostics.logged().isEmpty()
        ? leaders
        : (vcpu, mmu, space, codePages) ->
            new LoggingEngine(leaders.engine(vcpu, mmu, space, codePages), log, vcpu, mmu, space);
  }
}
