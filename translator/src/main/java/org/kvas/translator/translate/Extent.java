package org.kvas.translator.translate;

import org.kvas.translator.state.ExecutionMode;

/**
 * How far a region's code and the targets of its direct branches reach from its head. A region that
 * would reach beyond the limit of CS, or wrap where the instruction pointer wraps, is not entered:
 * its code neither checks nor wraps.
 *
 * @param lowest offset, 0 at most
 * @param highest offset
 * @param narrow some branch cuts its target to 16 bits
 */
public record Extent(int lowest, int highest, boolean narrow) {
  private static final long NARROW_LIMIT = 0xffff;

  /**
   * @param head the address that offsets count from
   * @param limit of CS
   */
  public boolean fits(long head, int mode, long limit) {
    if (ExecutionMode.codeBits(mode) == 64) {
      return isCanonical(head + lowest) && isCanonical(head + highest);
    }
    if (ExecutionMode.isFlat(mode) && !narrow) {
      return true;
    }
    return head + lowest >= 0 && head + highest <= (narrow ? Math.min(limit, NARROW_LIMIT) : limit);
  }

  private static boolean isCanonical(long address) {
    return address << 16 >> 16 == address;
  }
}
