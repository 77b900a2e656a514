package org.kvas.runtime.cache;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the code in one guest-physical page: decoded blocks by offset, and through them the regions translated from it. Blocks of one offset in
 * different modes form a chain.
 */
public final class CodePage {
  private static final int GRAIN = 64;

  /** A page rewritten this often is left to the interpreter for a while. */
  private static final int REWRITE_LIMIT = 16;

  public final long physical;

  /** Host address of the page's bytes, 0 where it is not memory (code in a device window is decoded afresh each time). */
  public final long host;

  private final @Nullable Block[][] blocks = new Block[GRAIN][];

  /** Bit i: bytes [64 i, 64 i + 64) belong to some block or region. */
  private long codeGrains;

  private int rewrites;

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

  boolean holdsCode() {
    return codeGrains != 0;
  }

  /** Whether rewriting has calmed down enough for translation to pay. */
  public boolean isStable() {
    return rewrites < REWRITE_LIMIT;
  }

  /** Marks bytes of this page as code that was decoded or translated. */
  void cover(int from, int length) {
    int last = Math.min(from + length - 1, 4095);
    for (int grain = from >> 6; grain <= last >> 6; grain++) {
      codeGrains |= 1L << grain;
    }
  }

  void add(Block block) {
    int offset = block.offset;
    Block[] grain = blocks[offset >> 6];
    if (grain == null) {
      grain = new Block[GRAIN];
      blocks[offset >> 6] = grain;
    }
    block.sameOffset = grain[offset & GRAIN - 1];
    grain[offset & GRAIN - 1] = block;
  }

  /** Whether any byte of a written range belongs to code. */
  boolean touches(int from, int length) {
    int first = from >> 6;
    int last = Math.min(from + length - 1, 4095) >> 6;
    long mask = -1L >>> 63 - (last - first) << first;
    return (codeGrains & mask) != 0;
  }

  /** Drops every block; returns whether there was any code. The grains are marked again as code is decoded again. */
  void drop() {
    for (int i = 0; i < GRAIN; i++) {
      Block[] grain = blocks[i];
      if (grain != null) {
        for (Block block : grain) {
          for (Block b = block; b != null; b = b.sameOffset) {
            b.invalidate();
          }
        }
        blocks[i] = null;
      }
    }
    codeGrains = 0;
    rewrites++;
  }
}
