package org.kvas.runtime.mmu;

/**
 * Is shown every store of a processor to memory, the accessed and dirty flags of page tables
 * included, before it is done.
 */
@FunctionalInterface
public interface StoreWatch {
  /**
   * @param host address of the memory behind the guest's
   * @param size 1, 2, 4 or 8 bytes, in one page
   */
  void storing(long host, int size);
}
