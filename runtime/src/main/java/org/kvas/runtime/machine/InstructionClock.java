package org.kvas.runtime.machine;

import java.util.function.LongSupplier;

/**
 * Guest time as a count of instructions, so that a run repeats exactly: each takes the same number
 * of nanoseconds, and an idle machine skips to its next deadline.
 */
final class InstructionClock extends MachineClock {
  private final LongSupplier instructions;
  private final int nanosecondsEach;
  private long skipped;

  /**
   * @param instructions retired by all processors since power-on
   */
  InstructionClock(long epochSecondsAtPowerOn, LongSupplier instructions, int nanosecondsEach) {
    super(epochSecondsAtPowerOn);
    this.instructions = instructions;
    this.nanosecondsEach = nanosecondsEach;
  }

  @Override
  public long now() {
    return instructions.getAsLong() * nanosecondsEach + skipped;
  }

  /** The machine idles: it is {@code deadline} at once. */
  void skipTo(long deadline) {
    skipped += Math.max(0, deadline - now());
  }

  @Override
  void pause() {
    // No instruction runs meanwhile.
  }

  @Override
  void resume() {
    // See pause.
  }
}
