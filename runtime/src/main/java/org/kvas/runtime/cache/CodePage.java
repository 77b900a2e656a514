package org.kvas.runtime.cache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the code in one guest-physical page: decoded blocks by offset, and the regions
 * translated from it. Blocks of one offset in different modes form a chain.
 */
public final class CodePage {
  private static final int GRAIN = 64;

  /** A page whose code was rewritten this often is left to the interpreter for a while. */
  private static final int REWRITE_LIMIT = 16;

  /** What is forgiven when a while has passed without a rewrite. */
  private static final int FORGIVEN = REWRITE_LIMIT / 4;

  public final long physical;

  /**
   * Host address of the page's bytes, 0 where it is not memory (code in a device window is decoded
   * afresh each time).
   */
  public final long host;

  private final @Nullable Block[][] blocks = new Block[GRAIN][];
  private final List<Span> spans = new ArrayList<>();

  /** Bit i: bytes [64 i, 64 i + 64) belong to some block or region. */
  private long codeGrains;

  private int rewrites;

  /** {@link #rewrites} when translation was last refused. */
  private int rewritesWhenRefused;

  /** Nothing was decoded or translated here since the last rewrite. */
  private boolean unusedSinceRewrite = true;

  /** By the offset of the branch. */
  private final Map<Integer, IndirectTargets> indirect = new HashMap<>();

  /**
   * Bytes [from, end) of this page that a region was translated from, or that a block of the page
   * before ends in.
   */
  private record Span(DerivedCode made, int from, int end) {}

  CodePage(long physical, long host) {
    this.physical = physical;
    this.host = host;
  }

  /** The block that starts at an offset in a mode, if it was decoded. */
  public @Nullable Block find(int offset, int mode) {
    Block[] grain = blocks[offset >> 6];
    if (grain == null) {
      return null;
    }
    Block block = grain[offset & GRAIN - 1];
    while (block != null && block.mode != mode) {
      block = block.sameOffset;
    }
    return block;
  }

  /** The memory of the indirect branch at an offset. */
  public IndirectTargets indirectTargets(int offset) {
    return indirect.computeIfAbsent(offset, _ -> new IndirectTargets());
  }

  /**
   * Where the indirect branch at an offset was seen to go, {@code branch} being its address now.
   */
  public long[] targets(int offset, long branch) {
    IndirectTargets seen = indirect.get(offset);
    return seen == null ? new long[0] : seen.from(branch);
  }

  boolean holdsCode() {
    return codeGrains != 0;
  }

  /** Whether translation pays: code here is not rewritten again and again. */
  public boolean isStable() {
    return rewrites < REWRITE_LIMIT;
  }

  /**
   * Code here has become hot and was not translated because the page is not stable. Two refusals in
   * a row without a rewrite in between make it stable again, until a few more rewrites.
   */
  public void refused() {
    if (rewrites == rewritesWhenRefused) {
      rewrites = REWRITE_LIMIT - FORGIVEN;
    }
    rewritesWhenRefused = rewrites;
  }

  void add(Block block) {
    int offset = block.offset;
    block.kept = true;
    Block[] grain = blocks[offset >> 6];
    if (grain == null) {
      grain = new Block[GRAIN];
      blocks[offset >> 6] = grain;
    }
    block.sameOffset = grain[offset & GRAIN - 1];
    grain[offset & GRAIN - 1] = block;
    cover(offset, offset + block.length());
  }

  /** The tail of a page-crossing block, which stands in the page before. */
  void addTail(Block block, int end) {
    spans.add(new Span(block, 0, end));
    cover(0, end);
  }

  void add(TranslatedRegion region, int from, int end) {
    spans.add(new Span(region, from, end));
    cover(from, end);
  }

  void forget(TranslatedRegion region) {
    spans.removeIf(span -> span.made == region);
  }

  private void cover(int from, int end) {
    codeGrains |= grains(from, Math.min(end, 4096));
    unusedSinceRewrite = false;
  }

  private static long grains(int from, int end) {
    int first = from >> 6;
    int last = end - 1 >> 6;
    return -1L >>> 63 - (last - first) << first;
  }

  /**
   * Bytes [from, end) were written: drops what was made of them; whether anything was. A sweep of
   * stores over the page, as when the guest clears or patches it, counts as one rewrite: code must
   * have been used in between for the next to count.
   */
  boolean written(int from, int end) {
    if ((codeGrains & grains(from, end)) == 0) {
      return false;
    }
    boolean hit = dropBlocks(from, end) | dropRegions(from, end);
    if (hit) {
      rewrites += unusedSinceRewrite ? 0 : 1;
      indirect.clear();
      recount();
      unusedSinceRewrite = true;
    }
    return hit;
  }

  private boolean dropBlocks(int from, int end) {
    boolean hit = false;
    for (int g = 0; g <= end - 1 >> 6; g++) {
      Block[] grain = blocks[g];
      for (int i = 0; grain != null && i < GRAIN; i++) {
        Block first = grain[i];
        if (first != null && chainOverlaps(first, from, end)) {
          for (Block b = first; b != null; b = b.sameOffset) {
            b.drop();
          }
          grain[i] = null;
          hit = true;
        }
      }
    }
    return hit;
  }

  private static boolean chainOverlaps(Block first, int from, int end) {
    for (Block b = first; b != null; b = b.sameOffset) {
      if (b.overlaps(from, end)) {
        return true;
      }
    }
    return false;
  }

  private boolean dropRegions(int from, int end) {
    boolean hit = false;
    for (Span span : List.copyOf(spans)) {
      if (span.from < end && span.end > from) {
        span.made.drop();
        spans.remove(span);
        hit = true;
      }
    }
    return hit;
  }

  private void recount() {
    codeGrains = 0;
    for (Block[] grain : blocks) {
      for (int i = 0; grain != null && i < GRAIN; i++) {
        for (Block b = grain[i]; b != null; b = b.sameOffset) {
          cover(b.offset, b.offset + b.length());
        }
      }
    }
    spans.forEach(span -> cover(span.from, span.end));
  }
}
