package org.kvas.runtime.trace;

import java.io.PrintStream;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.SoftwareMmu;
import org.kvas.runtime.vcpu.SteppedEngine;
import org.kvas.runtime.vcpu.Vcpu;

/**
 * Logs what an engine executes. A translated region counts as one: neither its inner blocks nor,
 * for code first met inside it, their instructions show up.
 */
public final class LoggingEngine implements SteppedEngine {
  /** Where a block begins, and the mode it is decoded for. */
  private record Place(long rip, int mode) {}

  private final SteppedEngine engine;
  private final Set<LogItem> items;
  private final PrintStream log;
  private final CodeListing listing;
  private final Set<Place> listed = new HashSet<>();
  private @Nullable LoggedTraps traps;

  public LoggingEngine(
      SteppedEngine engine,
      Set<LogItem> items,
      PrintStream log,
      Vcpu vcpu,
      SoftwareMmu mmu,
      AddressSpace space) {
    this.engine = engine;
    this.items = items;
    this.log = log;
    this.listing = new CodeListing(vcpu, mmu, space);
  }

  @Override
  public void run(Vcpu vcpu) {
    if (items.contains(LogItem.IN_ASM) || items.contains(LogItem.EXEC)) {
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
    if (!vcpu.halted) {
      if (items.contains(LogItem.IN_ASM) && listed.add(new Place(vcpu.rip, vcpu.mode))) {
        log.println("----------------");
        listing.block().forEach(log::println);
      }
      if (items.contains(LogItem.EXEC)) {
        log.printf("exec cpu=%d %04x:%x%n", vcpu.id, vcpu.segmentSelector[Vcpu.CS], vcpu.rip);
      }
    }
    return engine.advance(vcpu, most);
  }

  @Override
  public void close() {
    engine.close();
  }

  /** At the first run: the board chooses the trap policy after it has made the engine. */
  private void watchTraps(Vcpu vcpu) {
    if (traps == null && items.contains(LogItem.INT)) {
      traps = new LoggedTraps(vcpu.trapPolicy, log);
      vcpu.trapPolicy = traps;
    }
  }
}
