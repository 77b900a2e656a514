package org.kvas.runtime.events;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import org.kvas.runtime.cache.TranslatedRegion;

/** A region was translated; the duration is that of planning, emitting and defining its class. */
@Name("org.kvas.RegionTranslated")
@Label("Region Translated")
@Registered
public final class RegionTranslated extends RegionEvent {
  @Label("Processor")
  int processor;

  @Label("Entries")
  @Description("Places where the region can be entered")
  int entries;

  /** To be followed by {@link #commit(int, int, TranslatedRegion)}. */
  public static RegionTranslated started() {
    RegionTranslated event = new RegionTranslated();
    event.begin();
    return event;
  }

  public void commit(int processorId, int entryCount, TranslatedRegion translated) {
    end();
    if (shouldCommit()) {
      describe(translated);
      processor = processorId;
      entries = entryCount;
      commit();
    }
  }
}
