package org.kvas.runtime.cache;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.RegionCode;
import org.kvas.translator.state.VcpuState;

/**
 * Where control enters translated code, by address: a direct-mapped table in front of the
 * dispatcher. An entry holds until its region is dropped or its stamp changes, as it does with the
 * mappings of code.
 */
public final class JumpCache {
  private static final int INDEX_BITS = 14;
  private static final int ENTRIES = 1 << INDEX_BITS;

  /** 2^64 divided by the golden ratio: spreads addresses. */
  private static final long GOLDEN = 0x9e37_79b9_7f4a_7c15L;

  private static final int LONGS = 4;
  private static final int MODE_BITS = 20;

  /**
   * A place of four longs each: address, mode and stamp, number of the region's entry, instructions
   * of the region.
   */
  private final long[] table = new long[ENTRIES * LONGS];

  private final @Nullable RegionCode[] codes = new RegionCode[ENTRIES];

  private static int slot(long rip) {
    return (int) (rip * GOLDEN >>> 64 - INDEX_BITS);
  }

  /** Changes with the mode and the mappings of code. */
  public static long key(int mode, long stamp) {
    return stamp << MODE_BITS | mode;
  }

  /** The slot of an address if it holds for a {@link #key}, else -1. */
  public int find(long rip, long key) {
    int slot = slot(rip);
    if (table[slot * LONGS] != rip || table[slot * LONGS + 1] != key) {
      return -1;
    }
    return codes[slot] != null ? slot : -1;
  }

  /**
   * Code for {@code rip} and the mode in force that stays within the instruction limit, with its
   * entry in {@code VcpuState.entry}; null where the table has none.
   */
  public @Nullable RegionCode enter(VcpuState cpu, long stamp) {
    int at = slot(cpu.rip) * LONGS;
    if (table[at] != cpu.rip
        || table[at + 1] != key(cpu.mode, stamp)
        || cpu.instructions + table[at + 3] > cpu.instructionLimit) {
      return null;
    }
    cpu.entry = (int) table[at + 2];
    return codes[at / LONGS];
  }

  /** Enters the region of a slot that was {@link #find found}. */
  public void run(VcpuState cpu, int slot) {
    Objects.requireNonNull(codes[slot]).run(cpu, (int) table[slot * LONGS + 2]);
  }

  /**
   * @param stamp changes with the mappings of code
   */
  public void put(long rip, int mode, long stamp, RegionEntry entry) {
    int slot = slot(rip);
    table[slot * LONGS] = rip;
    table[slot * LONGS + 1] = key(mode, stamp);
    table[slot * LONGS + 2] = entry.index();
    table[slot * LONGS + 3] = entry.region().instructions();
    codes[slot] = entry.code();
  }

  /** There may be a better way in at an address. */
  public void forget(long rip) {
    codes[slot(rip)] = null;
  }

  /** A region was dropped: nothing may keep its class from being unloaded. */
  public void forget(RegionCode code) {
    for (int i = 0; i < ENTRIES; i++) {
      if (codes[i] == code) {
        codes[i] = null;
      }
    }
  }
}
