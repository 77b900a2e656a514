package org.kvas.benchmarks;

import org.jspecify.annotations.Nullable;
import org.kvas.benchmarks.guest.BareProcessor;
import org.kvas.benchmarks.guest.GuestLoop;
import org.kvas.runtime.machine.Accelerator;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A processor for the loop that a benchmark measures, with each engine in turn. */
@State(Scope.Thread)
public abstract class GuestBenchmark {
  @Param({"INTERPRETER", "TRANSLATOR"})
  public Accelerator engine = Accelerator.INTERPRETER;

  private @Nullable BareProcessor processor;

  /** Runs a loop once and checks its result. A trial runs one loop only. */
  final long run(GuestLoop loop) {
    if (processor == null) {
      processor = new BareProcessor(loop, engine);
    }
    return processor.run();
  }

  @TearDown
  public final void close() {
    if (processor != null) {
      processor.close();
    }
  }
}
