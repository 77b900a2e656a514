package org.kvas.runtime.trace;

import org.jspecify.annotations.Nullable;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.SoftwareMmu;
import org.kvas.runtime.vcpu.SteppedEngine;
import org.kvas.runtime.vcpu.Vcpu;

/**
 * Logs what an engine executes. A translated region counts as one: neither its inner blocks nor,
 * for code first met inside it, their instructions show up. Nor does what follows an instruction
 * that delays interrupts while something waits for its end.
 */
public final class LoggingEngine implements SteppedEngine {
  private final SteppedEngine engine;
  private final GuestLog log;
  private final LoggedCode code;
  private @Nullable LoggedTraps traps;

  public LoggingEngine(
      SteppedEngine engine, GuestLog log, Vcpu vcpu, SoftwareMmu mmu, AddressSpace space) {
    this.engine = engine;
    this.log = log;
    this.code = new LoggedCode(log, vcpu, mmu, space);
  }

  @Override
  public void run(Vcpu vcpu) {
    if (log.followsCode()) {
      while (advance(vcpu, Long.MAX_VALUE)) {
        // the next
      }
    } else {
      watchTraps(vcpu);
      engine.run(vcpu);
    }
  }

  @Override
  public void run(Vcpu vcpu, long instructions) {
    watchTraps(vcpu);
    engine.run(vcpu, instructions);
  }

  @Override
  public long translated() {
    return engine.translated();
  }

  @Override
  public boolean advance(Vcpu vcpu, long most) {
    watchTraps(vcpu);
    code.reached(vcpu);
    boolean advanced = engine.advance(vcpu, most);
    if (advanced) {
      code.executed(vcpu);
    } else {
      code.interrupted(vcpu);
    }
    return advanced;
  }

  @Override
  public void close() {
    engine.close();
  }

  /** At the first run: the board chooses the trap policy after it has made the engine. */
  private void watchTraps(Vcpu vcpu) {
    if (traps == null) {
      traps = new LoggedTraps(vcpu.trapPolicy, log, code);
      vcpu.trapPolicy = traps;
    }
  }
}
