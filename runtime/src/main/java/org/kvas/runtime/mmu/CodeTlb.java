package org.kvas.runtime.mmu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.cache.CodePage;

/**
 * Instruction-fetch translations: linear page to the decoded code of its physical page, per
 * privilege.
 */
final class CodeTlb {
  private static final int ENTRIES = 512;
  private static final long NONE = -1;

  /** Linear page; bit 0 set for user fetches. */
  private final long[] tags = new long[ENTRIES];

  private final @Nullable CodePage[] pages = new CodePage[ENTRIES];
  private final boolean[] global = new boolean[ENTRIES];

  /** Pages that somebody {@link #rely relies} on. */
  private final PageSet relied = new PageSet();

  /** Somebody relies on supervisor code whose translation is not global. */
  private boolean supervisorLocal;

  private long userStamp;
  private long supervisorStamp;

  CodeTlb() {
    flushAll();
  }

  private static int index(long linearPage) {
    return (int) (linearPage >>> 12 ^ linearPage >>> 21) & ENTRIES - 1;
  }

  @Nullable CodePage find(long linearPage, boolean user) {
    int i = index(linearPage);
    return tags[i] == (user ? linearPage | 1 : linearPage) ? pages[i] : null;
  }

  void put(long linearPage, boolean user, CodePage page, boolean isGlobal) {
    int i = index(linearPage);
    tags[i] = user ? linearPage | 1 : linearPage;
    pages[i] = page;
    global[i] = isGlobal;
  }

  /**
   * Changes whenever a translation may have that user, or supervisor, code of some {@link #rely
   * page} came by.
   */
  long stamp(boolean user) {
    return user ? userStamp : supervisorStamp;
  }

  /** From now on the stamp changes when the translation of a linear page may. */
  void rely(long linearPage, boolean user) {
    relied.add(linearPage);
    int i = index(linearPage);
    supervisorLocal |= !user && !(tags[i] == linearPage && global[i]);
  }

  private void changed() {
    userStamp++;
    supervisorStamp++;
    supervisorLocal = false;
    relied.clear();
  }

  void flushAll() {
    changed();
    Arrays.fill(tags, NONE);
    Arrays.fill(pages, null);
  }

  void flushNonGlobal() {
    userStamp++;
    if (supervisorLocal) {
      changed();
    }
    for (int i = 0; i < ENTRIES; i++) {
      if (!global[i]) {
        tags[i] = NONE;
        pages[i] = null;
      }
    }
  }

  void flushPage(long linearPage) {
    if (relied.contains(linearPage)) {
      changed();
    }
    int i = index(linearPage);
    if ((tags[i] & -2) == linearPage) {
      tags[i] = NONE;
      pages[i] = null;
    }
  }
}
