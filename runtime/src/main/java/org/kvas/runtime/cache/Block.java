package org.kvas.runtime.cache;

import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.Operation;

/**
 * A straight run of decoded instructions within one page, the last of which may end it by a
 * transfer of control. Holds nothing of its linear address: the same physical page may be mapped at
 * several.
 */
public final class Block implements DerivedCode {
  private static final int DROPPED = -1;

  /** Offset in its page. */
  final int offset;

  /**
   * {@link org.kvas.translator.state.ExecutionMode} bits it was decoded for; {@link #DROPPED} when
   * its bytes have changed.
   */
  int mode;

  public final Operation[] operations;

  /** All ones in 64-bit code, 32 ones elsewhere. */
  public final long ripMask;

  /**
   * Distance of each instruction from the block's start, and behind the last the block's length.
   */
  public final short[] starts;

  private final BlockEnd end;

  /** The last operation sets {@code rip} itself. */
  public final boolean endsInTransfer;

  /**
   * The last instruction may have changed the mode, RFLAGS.IF or the halt state, so the run loop
   * must look.
   */
  public final boolean endsInSystem;

  /** The last operation may have stopped half-way, with {@code rip} at itself. */
  public final boolean endsInString;

  /** The page that the last bytes come from, where the only instruction crosses a page border. */
  public final @Nullable CodePage secondPage;

  /** What its last instruction's indirect jump or call did so far; null where it ends otherwise. */
  public final @Nullable IndirectTargets indirect;

  /**
   * Instructions interpreted here since it was decoded; negative while it is part of a region that
   * it does not head.
   */
  public int heat;

  /** {@link #heat} of a block that a region is being made for which it will be an entry of. */
  public static final int ABOUT_TO_BE_TRANSLATED = Integer.MIN_VALUE;

  /**
   * {@link #heat} of a block inside a region that is being made, which takes as long as it takes.
   */
  public static final int CLAIMED = -1_000_000_000;

  /** Where a translated region can be entered at this block's start. */
  public @Nullable RegionEntry translated;

  @Nullable Block sameOffset;

  /** Where control went from here last, and before: each a block, its address and its key. */
  private @Nullable Block next;

  private long nextRip;
  private long nextKey;
  private @Nullable Block former;
  private long formerRip;
  private long formerKey;

  /** It stands in its page, where a rewrite of its bytes finds it. */
  boolean kept;

  public Block(
      int offset,
      int mode,
      Operation[] operations,
      short[] starts,
      BlockEnd end,
      @Nullable CodePage secondPage,
      @Nullable IndirectTargets indirect) {
    this.offset = offset;
    this.mode = mode;
    this.ripMask = ExecutionMode.codeBits(mode) == 64 ? -1L : 0xffff_ffffL;
    this.operations = operations;
    this.starts = starts;
    this.end = end;
    this.endsInTransfer = end != BlockEnd.STRAIGHT;
    this.endsInSystem = end == BlockEnd.SYSTEM;
    this.endsInString = end == BlockEnd.STRING;
    this.secondPage = secondPage;
    this.indirect = indirect;
  }

  /**
   * The block at an address that control went to from here, not translated yet; null where that has
   * to be looked up.
   *
   * @param key changes with the mode and the mappings of code
   */
  public @Nullable Block successor(long rip, long key) {
    Block found =
        nextRip == rip && nextKey == key
            ? next
            : formerRip == rip && formerKey == key ? former : null;
    return found != null && found.mode != DROPPED && found.translated == null ? found : null;
  }

  /** Control went from here to a block at an address. */
  public void follow(Block block, long rip, long key) {
    former = next;
    formerRip = nextRip;
    formerKey = nextKey;
    next = block;
    nextRip = rip;
    nextKey = key;
  }

  public int mode() {
    return mode;
  }

  public int offset() {
    return offset;
  }

  /** In a page's memory, where a rewrite of its bytes finds it. */
  public boolean isKept() {
    return kept;
  }

  /** Bytes. */
  public int length() {
    return starts[operations.length];
  }

  /** Its first instruction alone, not to be kept. */
  public Block first() {
    boolean only = operations.length == 1;
    return new Block(
        offset,
        mode,
        new Operation[] {operations[0]},
        new short[] {0, starts[1]},
        only ? end : BlockEnd.STRAIGHT,
        secondPage,
        null);
  }

  /** Distance of its last instruction from its start. */
  public int lastStart() {
    return starts[operations.length - 1];
  }

  public boolean isAboutToBeTranslated() {
    return heat < ABOUT_TO_BE_TRANSLATED / 2;
  }

  public boolean isValid() {
    return mode != DROPPED;
  }

  @Override
  public void drop() {
    mode = DROPPED;
    translated = null;
    next = null; // or what was dropped would keep what was dropped before it
    former = null;
  }

  boolean overlaps(int from, int end) {
    return offset < end && offset + length() > from;
  }
}
