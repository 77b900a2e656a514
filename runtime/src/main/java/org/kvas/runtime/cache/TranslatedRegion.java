package org.kvas.runtime.cache;

import java.util.ArrayList;
import java.util.List;
import org.kvas.translator.translate.RegionCode;

/** A region in use: its class, and the blocks through which it is entered. Dropping it leaves no reference, so its class unloads. */
public final class TranslatedRegion implements DerivedCode {
  public final RegionCode code;

  /** Size of the class file, what the cache weighs. */
  public final int weight;

  private final List<Block> entered = new ArrayList<>();
  private final List<CodePage> pages = new ArrayList<>();

  public TranslatedRegion(RegionCode code, int weight) {
    this.code = code;
    this.weight = weight;
  }

  public void enteredFrom(Block block, int index) {
    block.translated = new RegionEntry(this, index);
    entered.add(block);
  }

  void covers(CodePage page) {
    if (!pages.contains(page)) {
      pages.add(page);
    }
  }

  /** Takes the region out of every block and page. */
  @Override
  public void drop() {
    for (Block block : entered) {
      if (block.translated != null && block.translated.region() == this) {
        block.translated = null;
        block.executions = 0;
      }
    }
    entered.clear();
    pages.forEach(page -> page.forget(this));
    pages.clear();
  }
}
