package org.kvas.runtime.mmu;

/**
 * Hears of writes to RAM that went past the processors' TLBs: bus masters and loaders. Code
 * translated from those bytes is stale.
 */
@FunctionalInterface
public interface PageWriteListener {
  PageWriteListener NONE = (address, length) -> {};

  /**
   * @param length in bytes; the range may cross pages but not a region's end
   */
  void written(long address, int length);
}
