package org.kvas.runtime.events;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.Timespan;
import org.kvas.runtime.cache.TranslatedRegion;

/** A region was dropped: its code was rewritten. */
@Name("org.kvas.RegionInvalidated")
@Label("Region Invalidated")
@Description("Its code was rewritten.")
@Registered
public final class RegionInvalidated extends RegionEvent {
  @Label("Age")
  @Timespan
  long age;

  public static void emit(TranslatedRegion dropped) {
    RegionInvalidated event = new RegionInvalidated();
    if (event.shouldCommit()) {
      event.describe(dropped);
      event.age = dropped.age();
      event.commit();
    }
  }
}
