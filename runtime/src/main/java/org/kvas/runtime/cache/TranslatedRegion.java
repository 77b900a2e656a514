package org.kvas.runtime.cache;

import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.RegionCode;
import org.kvas.translator.translate.Extent;
import org.kvas.translator.translate.RegionPlan;
import org.kvas.translator.translate.RegionTranslator.Translation;

/**
 * A region in the making or in use: its code, the blocks through which it is entered, the pages it
 * was made from. Dropping it leaves no reference, so its class unloads.
 */
public final class TranslatedRegion implements DerivedCode {
  /** Linear address of its head when it was planned. */
  public final long head;

  private int bytes;
  private int instructions;
  private Extent extent;
  private @Nullable Translation translation;
  private final long born = System.nanoTime();
  private final List<Block> entered = new ArrayList<>();
  private final Map<Integer, Block> claimed = new HashMap<>();
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

  public TranslatedRegion(long head, RegionPlan plan) {
    this.head = head;
    bytes = plan.bytes();
    instructions = plan.instructionCount();
    extent = plan.extent();
  }

  /**
   * The code has been made, maybe of less than was planned: blocks left out are free again.
   *
   * @param heat of the others inside, through which it is not entered
   */
  public void complete(Translation made, int heat) {
    translation = made;
    bytes = made.plan().bytes();
    instructions = made.plan().instructionCount();
    extent = made.plan().extent();
    Set<Integer> kept = made.plan().ranges().stream().map(range -> range[0]).collect(toSet());
    claimed.forEach(
        (offset, block) -> {
          if (!kept.contains(offset)) {
            release(block);
          } else if (!block.isAboutToBeTranslated()) {
            block.heat = heat;
          }
        });
    claimed.keySet().retainAll(kept);
  }

  /** Whether it has code. */
  public boolean isComplete() {
    return translation != null;
  }

  /** Has other code from now on, made of the same plan. */
  public void renew(Translation better) {
    translation = better;
    bytes = better.plan().bytes();
    instructions = better.plan().instructionCount();
    extent = better.plan().extent();
  }

  /** Tells of every block that enters this region, with its offset from the head. */
  public void forEachEntrance(ObjIntConsumer<Block> blocks) {
    for (Block block : entered) {
      RegionEntry entry = block.translated;
      if (entry != null && entry.region() == this) {
        blocks.accept(block, entry.offset());
      }
    }
  }

  private Translation translation() {
    return Objects.requireNonNull(translation, "no code has been made of the region");
  }

  public RegionCode code() {
    return translation().code();
  }

  /** Size of the class file, what the cache weighs. */
  public int weight() {
    return translation().weight();
  }

  /** Bytes of its method. */
  public int bytecode() {
    return translation().bytecode();
  }

  /** Guest bytes it was made from. */
  public int bytes() {
    return bytes;
  }

  /**
   * Guest instructions it was made from: it executes no more between two looks at what is pending.
   */
  public int instructions() {
    return instructions;
  }

  /** How far it reaches from its head. */
  public Extent extent() {
    return extent;
  }

  /** The block at an offset is part of this region now, and need not become a head soon. */
  public void claim(int offset, Block block, int heat) {
    block.heat = heat;
    claimed.put(offset, block);
  }

  private static void release(Block block) {
    if (block.translated == null) {
      block.heat = 0;
    }
  }

  public void enteredFrom(Block block, int index, int offset) {
    block.translated = new RegionEntry(this, code(), index, offset);
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
    for (Block block : entered) {
      if (block.translated != null && block.translated.region() == this) {
        block.translated = null;
        block.heat = 0; // to be looked at afresh
      }
    }
    entered.clear();
    claimed.values().forEach(TranslatedRegion::release);
    claimed.clear();
    pages.forEach(at -> at.page.forget(this));
    onDrop.run();
  }
}
