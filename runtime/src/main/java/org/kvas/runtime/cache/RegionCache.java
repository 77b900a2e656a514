package org.kvas.runtime.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the regions of a machine within a budget of class bytes; what is evicted is dropped from
 * its pages, so that its class unloads. Dispatch goes through the blocks and never asks here.
 */
public final class RegionCache {
  /** Class bytes; HotSpot's machine code and metadata come on top, some five times as much. */
  private static final long BUDGET = 48L << 20;

  private final Cache<Key, TranslatedRegion> regions =
      Caffeine.newBuilder()
          .maximumWeight(BUDGET)
          .weigher((Key key, TranslatedRegion region) -> region.weight)
          .executor(Runnable::run)
          .removalListener(
              (@Nullable Key _, @Nullable TranslatedRegion region, RemovalCause _) ->
                  dropped(region))
          .build();

  /** A region starts at a guest-physical address and holds for one mode. */
  private record Key(long physical, int mode) {}

  private static void dropped(@Nullable TranslatedRegion region) {
    if (region != null) {
      region.drop();
    }
  }

  public void put(long physical, int mode, TranslatedRegion region) {
    Key key = new Key(physical, mode);
    region.whenDropped(() -> regions.asMap().remove(key, region));
    regions.put(key, region);
  }

  /** Regions in use. */
  public long count() {
    return regions.estimatedSize();
  }
}
