package org.kvas.runtime.mmu;

/** Address translation of one processor, as the instructions and the trap layer see it. */
public abstract class Mmu {
  /**
   * An implicit supervisor read (descriptor tables, TSS, IDT) at a linear address: {@code size} 1,
   * 2, 4 or 8, zero-extended. May throw #PF.
   */
  public abstract long loadSystem(long linear, int size);

  /** An implicit supervisor write. May throw #PF. */
  public abstract void storeSystem(long linear, int size, long value);

  /** A read at the current privilege that the TLB did not answer; zero-extended. */
  public abstract long loadSlow(long linear, int size);

  /**
   * A write at the current privilege that the TLB did not answer; both pages of a crossing write
   * are checked before a byte is written.
   */
  public abstract void storeSlow(long linear, int size, long value);

  /** Faults exactly where an access would, and reads or writes nothing. */
  public abstract void checkSlow(long linear, int size, boolean write);

  /**
   * Fills the TLB for an access of {@code last + 1} bytes at the current privilege, where nothing
   * shows that: host address, else 0.
   */
  public abstract long lookUp(long linear, int last, boolean write);

  /** Forgets every translation, global ones included: CR0.PG, CR4.PGE, PAE, PSE, SMEP changes. */
  public abstract void flushAll();

  /** Forgets all but global translations: MOV CR3. */
  public abstract void flushNonGlobal();

  /** INVLPG. */
  public abstract void flushPage(long linear);

  /** PAE paging loads its four PDPTEs when CR3 is written; #GP(0) on reserved bits. */
  public abstract void loadPdptes(long cr3);

  /** Host address of the read table of an access class: {@link AccessClass}, {@code NONE} too. */
  public abstract long readTable(int accessClass);

  public abstract long writeTable(int accessClass);
}
