package org.kvas.runtime.mmu;

/** Told of writes to guest-physical memory that may hold decoded or translated code. */
public interface CodeWatch {
  /**
   * Whether the page at this guest-physical address holds code, so that no TLB may have a write tag
   * for it.
   */
  boolean holdsCode(long physicalPage);

  /** Bytes were written; what was made of them is dropped. */
  void written(long physical, int length);
}
