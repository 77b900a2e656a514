package org.kvas.runtime.profile;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the samples of a machine's processors fell.
 *
 * @param tiers samples by tier
 * @param places samples in guest code by place
 */
public record Samples(Map<Tier, Integer> tiers, Map<Place, Integer> places) {
  /**
   * Code that was running.
   *
   * @param address linear: of the block for the interpreter, of where it was entered for a region
   * @param user at privilege level 3
   */
  public record Place(Tier tier, long address, boolean user) {}

  public Samples {
    tiers = Map.copyOf(tiers);
    places = Map.copyOf(places);
  }

  public int count() {
    return tiers.values().stream().mapToInt(Integer::intValue).sum();
  }

  int of(Tier tier) {
    return tiers.getOrDefault(tier, 0);
  }

  /** Collects them; one thread adds, another takes. */
  static final class Collector {
    private Map<Tier, Integer> tiers = new EnumMap<>(Tier.class);
    private Map<Place, Integer> places = new HashMap<>();

    synchronized void add(Tier tier) {
      tiers.merge(tier, 1, Integer::sum);
    }

    synchronized void add(Place place) {
      add(place.tier);
      places.merge(place, 1, Integer::sum);
    }

    /** What came since the last call. */
    synchronized Samples take() {
      Samples taken = new Samples(tiers, places);
      tiers = new EnumMap<>(Tier.class);
      places = new HashMap<>();
      return taken;
    }
  }
}
