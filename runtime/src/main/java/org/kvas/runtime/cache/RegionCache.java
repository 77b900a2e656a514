package org.kvas.runtime.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.events.RegionEvicted;
import org.kvas.runtime.events.RegionInvalidated;
import org.kvas.runtime.profile.ExecutionCounters;

/**
 * Keeps the regions of a machine within a budget of class bytes; what is evicted is dropped from
 * its pages, so that its class unloads. Dispatch goes through the blocks and never asks here.
 */
public final class RegionCache {
  /** Class bytes; HotSpot's machine code and metadata come on top, some five times as much. */
  private static final long BUDGET = 48L << 20;

  private final ExecutionCounters counters;
  private final JumpCache jumps;
  private final Cache<Key, TranslatedRegion> regions;

  /** A region starts at a guest-physical address and holds for one mode. */
  private record Key(long physical, int mode) {}

  /**
   * @param jumps that lead to the regions
   */
  public RegionCache(ExecutionCounters counters, JumpCache jumps) {
    this(counters, jumps, BUDGET);
  }

  /**
   * @param budget class bytes of all regions together
   */
  public RegionCache(ExecutionCounters counters, JumpCache jumps, long budget) {
    this.counters = counters;
    this.jumps = jumps;
    regions =
        Caffeine.newBuilder()
            .maximumWeight(budget)
            .weigher((Key key, TranslatedRegion region) -> region.weight())
            .executor(Runnable::run)
            .removalListener(
                (@Nullable Key _, @Nullable TranslatedRegion region, RemovalCause cause) ->
                    dropped(region, cause))
            .build();
  }

  private void dropped(@Nullable TranslatedRegion region, RemovalCause cause) {
    if (region == null) {
      return;
    }
    region.drop();
    switch (cause) {
      case SIZE, EXPIRED, COLLECTED -> {
        counters.evictions++;
        RegionEvicted.emit(region);
      }
      case EXPLICIT -> {
        counters.invalidations++;
        RegionInvalidated.emit(region);
      }
      case REPLACED -> counters.replacements++;
    }
    count(region, -1);
  }

  /** Changes a region that is kept here; the cache goes on weighing it as it was. */
  public void change(TranslatedRegion region, Runnable change) {
    count(region, -1);
    change.run();
    count(region, 1);
  }

  private void count(TranslatedRegion region, long sign) {
    counters.regions += sign;
    counters.guestBytes += sign * region.bytes();
    counters.guestInstructions += sign * region.instructions();
    counters.bytecodeBytes += sign * region.bytecode();
    counters.classBytes += sign * region.weight();
  }

  public void put(long physical, int mode, TranslatedRegion region) {
    Key key = new Key(physical, mode);
    region.whenDropped(
        () -> {
          jumps.forget(region.code());
          regions.asMap().remove(key, region);
        });
    count(region, 1);
    regions.put(key, region);
  }

  /** Regions in use. */
  public long count() {
    return regions.estimatedSize();
  }
}
