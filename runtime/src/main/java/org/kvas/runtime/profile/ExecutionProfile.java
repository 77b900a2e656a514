package org.kvas.runtime.profile;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.kvas.runtime.symbols.GuestSymbols;
import org.kvas.runtime.vcpu.Vcpu;

/** What a user sees of one machine's execution. Costs nothing while nobody looks. */
public final class ExecutionProfile implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 3;

  private final ExecutionSampler sampler;
  private final GuestSymbols symbols;
  private final boolean counting;
  private List<Vcpu> processors = List.of();
  private ExecutionFigures before = ExecutionFigures.of(List.of());

  /**
   * @param counting whether all instructions are counted, also where they are translated
   */
  public ExecutionProfile(
      ExecutionSampler.Subject subject, GuestSymbols symbols, boolean counting) {
    this.sampler = new ExecutionSampler(subject);
    this.symbols = symbols;
    this.counting = counting;
  }

  /**
   * A page of text on the time since the last one, on a second at least; so the first call, and one
   * that comes soon, waits.
   *
   * @param machine executes on the machine's thread
   * @param current the processors there are
   */
  public synchronized String report(Executor machine, Supplier<List<Vcpu>> current)
      throws InterruptedException {
    readSymbols(machine); // on the machine's thread: before anything is measured
    sampler.start(() -> remember(current.get()));
    ExecutionSampler.View view = sampler.view();
    List<Vcpu> now = current.get();
    if (!now.equals(processors)) {
      remember(List.of()); // those of a machine that was reset have started at zero
    }
    String text = ExecutionReport.of(before, ExecutionFigures.of(now), view, counting, symbols);
    remember(now);
    return text;
  }

  private void remember(List<Vcpu> seen) {
    processors = seen;
    before = ExecutionFigures.of(seen);
  }

  private void readSymbols(Executor machine) throws InterruptedException {
    CompletableFuture<Void> read = CompletableFuture.runAsync(symbols::read, machine);
    try {
      read.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // A page without new names is still a page.
      System.getLogger(ExecutionProfile.class.getName())
          .log(System.Logger.Level.DEBUG, "symbols cannot be read", e);
    }
  }

  @Override
  public void close() {
    sampler.close();
  }
}
