package org.kvas.runtime.profile;

/**
 * What one processor's engine counts: only events that cost far more than counting them. Written by
 * the processor's thread; another may read at any time and sees figures that are a little old.
 */
public final class ExecutionCounters {
  private final long[] exits = new long[ExitReason.values().length];

  /** Misses of the data TLB that ended in a walk of the page tables. */
  public long walks;

  /** Regions planned, to be made into classes. */
  public long translations;

  /** Time spent on them, HotSpot's own not counted. */
  public long translationNanoseconds;

  /** Of these, regions that do not wait for HotSpot any more. */
  public long opened;

  /** Regions made anew, with loops in locals, since they had become hot. */
  public long renewals;

  /** Regions dropped because their code was rewritten. */
  public long invalidations;

  /** Regions dropped to keep within the cache's budget. */
  public long evictions;

  /** Regions dropped for a newer one at the same place. */
  public long replacements;

  /** Of the regions that are there. */
  public long regions;

  public long guestBytes;
  public long guestInstructions;
  public long bytecodeBytes;
  public long classBytes;

  public void count(ExitReason reason) {
    exits[reason.ordinal()]++;
  }

  public long exits(ExitReason reason) {
    return exits[reason.ordinal()];
  }
}
