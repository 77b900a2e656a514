package org.kvas.runtime.mmu;

/** Address translation of one processor: its TLB, the page walker behind it, and the physical address space behind that. */
public abstract class Mmu {
  /** An implicit supervisor read (descriptor tables, TSS, IDT) at a linear address: {@code size} 1, 2, 4 or 8, zero-extended. May throw #PF. */
  public abstract long loadSystem(long linear, int size);

  /** An implicit supervisor write. May throw #PF. */
  public abstract void storeSystem(long linear, int size, long value);

  /** Forgets every translation, global ones included: CR0.PG, CR4.PGE, PAE, PSE, SMEP changes. */
  public abstract void flushAll();

  /** Forgets all but global translations: MOV CR3. */
  public abstract void flushNonGlobal();

  /** INVLPG. */
  public abstract void flushPage(long linear);

  /** PAE paging loads its four PDPTEs when CR3 is written; #GP(0) on reserved bits. */
  public abstract void loadPdptes(long cr3);
}
