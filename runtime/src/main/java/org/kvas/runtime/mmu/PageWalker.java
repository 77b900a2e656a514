package org.kvas.runtime.mmu;

import org.jspecify.annotations.Nullable;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.HostMemory;

/**
 * Walks the guest's page tables: 32-bit with PSE, PAE and 4-level paging; checks rights, sets
 * accessed and dirty flags. The result of a walk stays in the fields until the next. SDM Vol. 3A,
 * chapter 4.
 */
final class PageWalker {
  static final int ERROR_PRESENT = 1;
  static final int ERROR_WRITE = 2;
  static final int ERROR_USER = 4;
  static final int ERROR_RESERVED = 8;
  static final int ERROR_FETCH = 16;
  static final int ERROR_KEY = 32;

  private static final long PRESENT = 1;
  private static final long WRITABLE = 2;
  private static final long USER = 4;
  private static final long ACCESSED = 1 << 5;
  private static final long DIRTY = 1 << 6;
  private static final long LARGE = 1 << 7;
  private static final long GLOBAL = 1 << 8;
  private static final long NX = 1L << 63;

  private static final long ADDRESS_BITS = (1L << 52) - 1 & -4096L;

  private static final long CR0_WP = 1 << 16;
  private static final long CR0_PG = 1L << 31;
  private static final long CR4_PSE = 1 << 4;
  private static final long CR4_PAE = 1 << 5;
  private static final long CR4_PGE = 1 << 7;
  private static final long CR4_SMEP = 1 << 20;
  private static final long CR4_PKE = 1 << 22;
  private static final long EFER_LMA = 1 << 10;
  private static final long EFER_NXE = 1 << 11;

  private final Vcpu vcpu;
  private final AddressSpace space;
  private final CodeWatch codeWatch;
  private final @Nullable StoreWatch storeWatch;

  /**
   * Guest-physical address of the page walked to, behind the A20 gate, 4 KiB aligned whatever the
   * page's size.
   */
  long physicalPage;

  long pageBytes;
  boolean global;

  /** A later write at the same privilege needs no walk: writable, and the dirty flag is set. */
  boolean writableNow;

  private final long[] entryAddress = new long[4];
  private final long[] entryValue = new long[4];
  private int levels;
  private boolean wideEntries;
  private boolean probing;

  PageWalker(Vcpu vcpu, AddressSpace space, CodeWatch codeWatch, @Nullable StoreWatch storeWatch) {
    this.vcpu = vcpu;
    this.space = space;
    this.codeWatch = codeWatch;
    this.storeWatch = storeWatch;
  }

  /**
   * Translates; 0 for success, else the page-fault error code with bit 31 set to tell it from
   * success.
   *
   * @param error {@link #ERROR_WRITE} and {@link #ERROR_FETCH} as the access is
   */
  int walk(long linear, int accessClass, int error) {
    if ((vcpu.cr0 & CR0_PG) == 0) {
      physicalPage = space.gated(linear & 0xffff_f000L);
      pageBytes = 4096;
      global = false;
      writableNow = true;
      return 0;
    }
    boolean user = accessClass == AccessClass.USER;
    int code = user ? error | ERROR_USER : error;
    levels = 0;
    int fault = (vcpu.cr4 & CR4_PAE) == 0 ? walk32(linear) : walkPae(linear);
    if (fault != 0) {
      return fail(code | fault & ~(1 << 31));
    }
    return permit(code, user, accessClass);
  }

  /**
   * Translates for a look only: no accessed or dirty flag is set; a walk that would have to set one
   * fails.
   */
  int probe(long linear, int accessClass, int error) {
    probing = true;
    try {
      return walk(linear, accessClass, error);
    } finally {
      probing = false;
    }
  }

  private int fail(int code) {
    boolean fetchReported =
        (vcpu.cr4 & CR4_PAE) != 0 && (vcpu.efer & EFER_NXE) != 0 || (vcpu.cr4 & CR4_SMEP) != 0;
    return (fetchReported ? code : code & ~ERROR_FETCH) | 1 << 31;
  }

  private int walk32(long linear) {
    wideEntries = false;
    long directory = step((vcpu.cr3 & 0xffff_f000L) + (linear >>> 20 & 0xffc));
    if ((directory & PRESENT) == 0) {
      return 1 << 31;
    }
    if ((directory & LARGE) != 0 && (vcpu.cr4 & CR4_PSE) != 0) {
      if ((directory & 1 << 21) != 0) {
        return 1 << 31 | ERROR_PRESENT | ERROR_RESERVED;
      }
      long base = directory & 0xffc0_0000L | (directory >>> 13 & 0xff) << 32;
      return leaf(base, 1 << 22, linear, directory);
    }
    long entry = step((directory & 0xffff_f000L) + (linear >>> 10 & 0xffc));
    return (entry & PRESENT) == 0 ? 1 << 31 : leaf(entry & 0xffff_f000L, 4096, linear, entry);
  }

  private int walkPae(long linear) {
    wideEntries = true;
    long table;
    int shift;
    if ((vcpu.efer & EFER_LMA) != 0) {
      table = vcpu.cr3 & ADDRESS_BITS;
      shift = 39;
    } else {
      long pdpte = vcpu.pdptes[(int) (linear >>> 30) & 3];
      if ((pdpte & PRESENT) == 0) {
        return 1 << 31;
      }
      table = pdpte & ADDRESS_BITS;
      shift = 21;
    }
    for (; ; shift -= 9) {
      long entry = step(table + (linear >>> shift - 3 & 0xff8));
      if ((entry & PRESENT) == 0) {
        return 1 << 31;
      }
      boolean large = (entry & LARGE) != 0 && (shift == 21 || shift == 30);
      if (reserved(entry, shift, large)) {
        return 1 << 31 | ERROR_PRESENT | ERROR_RESERVED;
      }
      if (large || shift == 12) {
        return leaf(entry & ADDRESS_BITS & -(1L << shift), 1L << shift, linear, entry);
      }
      table = entry & ADDRESS_BITS;
    }
  }

  private boolean reserved(long entry, int shift, boolean large) {
    long mask = -(1L << vcpu.physicalAddressBits) & (1L << 52) - 1;
    if ((vcpu.efer & EFER_NXE) == 0) {
      mask |= NX;
    }
    if ((vcpu.efer & EFER_LMA) == 0) {
      mask |= 0x7ff0_0000_0000_0000L;
    }
    if (shift == 39) {
      mask |= LARGE;
    }
    if (large) {
      mask |= (1L << shift) - 1 & ~0x1fffL;
    }
    return (entry & mask) != 0;
  }

  private long step(long address) {
    long host = space.hostPage(address, false);
    long value;
    if (host == 0) {
      value = space.read(address, wideEntries ? 8 : 4);
    } else {
      long at = host + (address & 0xfff);
      value = wideEntries ? HostMemory.getLong(at) : HostMemory.getInt(at) & 0xffff_ffffL;
    }
    entryAddress[levels] = address;
    entryValue[levels++] = value;
    return value;
  }

  private int leaf(long base, long bytes, long linear, long entry) {
    physicalPage = space.gated(base | linear & bytes - 1 & -4096L);
    pageBytes = bytes;
    global = (entry & GLOBAL) != 0 && (vcpu.cr4 & CR4_PGE) != 0;
    return 0;
  }

  private int permit(int code, boolean user, int accessClass) {
    long all = -1;
    long any = 0;
    for (int i = 0; i < levels; i++) {
      all &= entryValue[i];
      any |= entryValue[i];
    }
    boolean userPage = (all & USER) != 0;
    boolean writable = (all & WRITABLE) != 0 || !user && (vcpu.cr0 & CR0_WP) == 0;
    boolean fetch = (code & ERROR_FETCH) != 0;
    boolean write = (code & ERROR_WRITE) != 0;
    boolean noExecute = wideEntries && (any & NX) != 0;
    boolean forbidden =
        user && !userPage
            || write && !writable
            || fetch && (noExecute || !user && userPage && (vcpu.cr4 & CR4_SMEP) != 0)
            || !fetch && userPage && accessClass == AccessClass.SUPERVISOR_KEPT_FROM_USER;
    boolean keyed = (vcpu.cr4 & CR4_PKE) != 0 && userPage && (vcpu.efer & EFER_LMA) != 0;
    if (keyed && !fetch && keyForbids(write, user)) {
      return fail(code | ERROR_PRESENT | ERROR_KEY); // told whatever else forbids it
    }
    if (forbidden) {
      return fail(code | ERROR_PRESENT);
    }
    if (probing) {
      if ((all & ACCESSED) == 0 || write && (entryValue[levels - 1] & DIRTY) == 0) {
        return fail(code);
      }
    } else {
      for (int i = 0; i < levels; i++) {
        boolean last = i == levels - 1;
        mark(i, last && write ? ACCESSED | DIRTY : ACCESSED);
      }
    }
    writableNow =
        writable
            && (entryValue[levels - 1] & DIRTY) != 0
            && !(keyed && !fetch && keyForbids(true, user));
    return 0;
  }

  /** What PKRU says of the page's protection key. SDM Vol. 3A, 4.6.2. */
  private boolean keyForbids(boolean write, boolean user) {
    int key = (int) (entryValue[levels - 1] >>> 59) & 0xf;
    int rights = vcpu.pkru >>> 2 * key & 3;
    boolean protectedFromWrites = user || (vcpu.cr0 & CR0_WP) != 0;
    return (rights & 1) != 0 || write && (rights & 2) != 0 && protectedFromWrites;
  }

  private void mark(int level, long bits) {
    if ((entryValue[level] & bits) == bits) {
      return;
    }
    entryValue[level] |= bits;
    long address = entryAddress[level];
    if (storeWatch != null) {
      long host = space.hostPage(address, true);
      if (host != 0) {
        storeWatch.storing(host + (address & 0xfff), wideEntries ? 8 : 4);
      }
    }
    space.write(address, wideEntries ? 8 : 4, entryValue[level]);
    codeWatch.written(space.gated(address), 8);
  }
}
