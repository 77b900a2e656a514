package org.kvas.runtime.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.translate.Extent;
import org.kvas.translator.translate.RegionCode;
import org.kvas.translator.translate.RegionTranslator.Translation;

/**
 * A region in use: its class, the blocks through which it is entered, the pages it was made from.
 * Dropping it leaves no reference, so its class unloads.
 */
public final class TranslatedRegion implements DerivedCode {
  public final RegionCode code;

  /** Linear address of its head when it was translated. */
  public final long head;

  /** Size of the class file, what the cache weighs. */
  public final int weight;

  /** Bytes of its method. */
  public final int bytecode;

  /** Guest bytes it was made from. */
  public final int bytes;

  /**
   * Guest instructions it was made from: it executes no more between two looks at what is pending.
   */
  public final int instructions;

  /** How far it reaches from its head. */
  public final Extent extent;

  private final long born = System.nanoTime();
  private final List<Block> entered = new ArrayList<>();
  private final List<Block> claimed = new ArrayList<>();
  private final List<PageAt> pages = new ArrayList<>();

  /**
   * {@code translationGeneration} of the processor for which the pages were last found in place.
   */
  private long placedGeneration = -1;

  private long placedHead;
  private boolean dropped;
  private Runnable onDrop = () -> {};

  /** A page the region's code lies in, at a distance from the page of the head. */
  private record PageAt(long distance, CodePage page) {}

  /** Finds what a linear page maps to now, null where that would fault. */
  @FunctionalInterface
  public interface PageLookup {
    @Nullable CodePage find(long linearPage);
  }

  public TranslatedRegion(long head, Translation translation) {
    this.head = head;
    code = translation.code();
    weight = translation.weight();
    bytecode = translation.bytecode();
    bytes = translation.bytes();
    instructions = translation.instructions();
    extent = translation.extent();
  }

  /** A block is part of this region now, and need not become the head of another soon. */
  public void claim(Block block, int heat) {
    block.heat = heat;
    claimed.add(block);
  }

  public void enteredFrom(Block block, int index, int offset) {
    block.translated = new RegionEntry(this, index, offset);
    entered.add(block);
  }

  /**
   * @param distance of the page's linear address from that of the head's page
   */
  public void lies(CodePage page, long distance) {
    PageAt at = new PageAt(distance, page);
    if (!pages.contains(at)) {
      pages.add(at);
    }
  }

  /**
   * Whether every page of the region is mapped where the code expects it.
   *
   * @param head linear address of the head
   * @param generation changes whenever a translation may have changed
   */
  public boolean isInPlace(long head, long generation, PageLookup lookup) {
    if (pages.size() == 1 || generation == placedGeneration && head == placedHead) {
      return true;
    }
    for (PageAt at : pages) {
      if (lookup.find((head & -4096) + at.distance) != at.page) {
        return false;
      }
    }
    placedGeneration = generation;
    placedHead = head;
    return true;
  }

  /** Tells of every page of the region. */
  public void forEachPage(long head, LongConsumer linearPages) {
    for (PageAt at : pages) {
      linearPages.accept((head & -4096) + at.distance);
    }
  }

  /** Nanoseconds since it was translated. */
  public long age() {
    return System.nanoTime() - born;
  }

  public boolean isDropped() {
    return dropped;
  }

  /** Who else refers to the region. */
  void whenDropped(Runnable action) {
    onDrop = action;
  }

  /** Takes the region out of every block and page, and out of the cache. */
  @Override
  public void drop() {
    if (dropped) {
      return;
    }
    dropped = true;
    code.dropped = true;
    for (Block block : entered) {
      if (block.translated != null && block.translated.region() == this) {
        block.translated = null;
        block.heat = 0; // to be looked at afresh
      }
    }
    entered.clear();
    for (Block block : claimed) {
      if (block.translated == null) {
        block.heat = 0;
      }
    }
    claimed.clear();
    pages.forEach(at -> at.page.forget(this));
    onDrop.run();
  }
}
