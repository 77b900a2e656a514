package org.kvas.runtime.vcpu;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.RegionCode;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.translate.RegionTranslator.Translation;

/**
 * Leaves it to HotSpot when to compile: calls a region's empty loop often enough, and watches its
 * duration fall.
 */
final class TimedCompiler implements RegionCompiler {
  /**
   * Calls that reach HotSpot's first compilation threshold, each with so many rounds of the empty
   * loop that the threshold is reached as well where HotSpot, being busy, has raised it.
   */
  private static final int CALLS = 220;

  private static final int ROUNDS_EACH = 20;

  /**
   * Rounds of the empty loop that are timed at once; few, since they count towards HotSpot's later
   * thresholds.
   */
  private static final int ROUNDS = 100;

  /** Compiled code turns the loop at least this many times faster than the bytecode interpreter. */
  private static final int SPEED_UP = 2;

  private static final long FIRST_POLL_NANOSECONDS = 500_000;
  private static final long PATIENCE_NANOSECONDS = 5_000_000_000L;

  @Override
  public @Nullable Translation translate(RegionOrder order) {
    return (order.thorough() == null ? order.quick() : order.thorough()).get();
  }

  @Override
  public BooleanSupplier begin(Translation translation, RegionOrder order) {
    Candidate candidate = new Candidate(translation.code(), order.cpu());
    candidate.begin();
    return candidate::isCompiled;
  }

  @Override
  public long improve() {
    return 0;
  }

  /** A region that is being compiled. */
  private static final class Candidate {
    private final RegionCode code;
    private final VcpuState cpu;
    private long interpreted;
    private long since;
    private long wait = FIRST_POLL_NANOSECONDS;
    private long nextPoll;

    Candidate(RegionCode code, VcpuState cpu) {
      this.code = code;
      this.cpu = cpu;
    }

    void begin() {
      interpreted = duration();
      for (int i = 0; i < CALLS; i++) {
        code.run(cpu, -ROUNDS_EACH);
      }
      since = System.nanoTime();
      nextPoll = since + wait;
    }

    boolean isCompiled() {
      long now = System.nanoTime();
      if (now - nextPoll < 0) {
        return false;
      }
      wait += wait / 2;
      nextPoll = now + wait;
      return duration() <= interpreted / SPEED_UP || now - since > PATIENCE_NANOSECONDS;
    }

    /** The best of a few: the first after a pause is slow. */
    private long duration() {
      long best = Long.MAX_VALUE;
      for (int i = 0; i < 3; i++) {
        long start = System.nanoTime();
        code.run(cpu, -ROUNDS);
        best = Math.min(best, System.nanoTime() - start);
      }
      return best;
    }
  }
}
