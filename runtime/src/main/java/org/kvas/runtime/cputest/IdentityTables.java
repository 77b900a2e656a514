package org.kvas.runtime.cputest;

import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.GuestRam;
import org.kvas.runtime.mmu.MemoryRegion;
import org.kvas.translator.state.HostMemory;

/**
 * 4-level page tables that map the whole lower half of the address space to itself in pages of 1
 * GiB, accessed and dirty. They lie behind the memory that the lower half reaches and ignore
 * writes. Two roots share the rest: one gives the pages to the supervisor, one to everybody.
 */
final class IdentityTables implements AutoCloseable {
  /** Physical address bits that the lower half and what lies behind it need. */
  static final int ADDRESS_BITS = 48;

  /** The first address behind the lower half. */
  static final long BASE = 1L << 47;

  private static final int PAGE = 4096;
  private static final int ROOT_ENTRIES = 256;
  private static final int ENTRIES = 512;

  /** Present, writable, accessed. */
  private static final long TABLE = 0x23;

  private static final long USER = 4;

  /** And user, dirty, large. */
  private static final long GIBIBYTE_PAGE = 0xe7;

  private final GuestRam memory = new GuestRam((2L + ROOT_ENTRIES) * PAGE);

  IdentityTables(AddressSpace space) {
    for (int i = 0; i < ROOT_ENTRIES; i++) {
      long table = BASE + (2L + i) * PAGE;
      put(8L * i, table | TABLE);
      put(PAGE + 8L * i, table | TABLE | USER);
      for (int j = 0; j < ENTRIES; j++) {
        put((2L + i) * PAGE + 8L * j, ((long) i << 39) + ((long) j << 30) | GIBIBYTE_PAGE);
      }
    }
    space.map(new MemoryRegion.Rom(BASE, memory.size(), memory, 0));
  }

  private void put(long offset, long entry) {
    HostMemory.putLong(memory.address(offset, 8), entry);
  }

  /** CR3. */
  static long root(boolean user) {
    return user ? BASE + PAGE : BASE;
  }

  @Override
  public void close() {
    memory.close();
  }
}
