package org.kvas.runtime.events;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.Timespan;
import org.kvas.runtime.cache.TranslatedRegion;

/** A region was dropped: regions together took more than the cache's budget. */
@Name("org.kvas.RegionEvicted")
@Label("Region Evicted")
@Description("Regions together took more than the cache's budget.")
@Registered
public final class RegionEvicted extends RegionEvent {
  @Label("Age")
  @Timespan
  long age;

  public static void emit(TranslatedRegion dropped) {
    RegionEvicted event = new RegionEvicted();
    if (event.shouldCommit()) {
      event.describe(dropped);
      event.age = dropped.age();
      event.commit();
    }
  }
}
