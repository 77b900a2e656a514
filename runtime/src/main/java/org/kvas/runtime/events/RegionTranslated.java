package org.kvas.runtime.events;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import org.kvas.runtime.cache.TranslatedRegion;

/** A region was translated, and is entered from now on. */
@Name("org.kvas.RegionTranslated")
@Label("Region Translated")
@Registered
public final class RegionTranslated extends RegionEvent {
  @Label("Processor")
  int processor;

  @Label("Entries")
  @Description("Places where the region can be entered")
  int entries;

  public static void emit(int processorId, int entryCount, TranslatedRegion translated) {
    RegionTranslated event = new RegionTranslated();
    if (event.shouldCommit()) {
      event.describe(translated);
      event.processor = processorId;
      event.entries = entryCount;
      event.commit();
    }
  }
}
