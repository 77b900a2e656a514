package org.kvas.runtime.mmu;

import static org.kvas.translator.state.VcpuState.PAGE_MASK;
import static org.kvas.translator.state.VcpuState.PAGE_SIZE;
import static org.kvas.translator.state.VcpuState.TLB_OFFSET_MASK;
import static org.kvas.translator.state.VcpuState.TLB_SHIFT;

import org.jspecify.annotations.Nullable;
import org.kvas.runtime.cache.CodePage;
import org.kvas.runtime.cache.CodePages;
import org.kvas.runtime.profile.ExitReason;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.HostMemory;

/**
 * The MMU of one virtual processor: TLB, page walker, and the way to memory and devices behind
 * them.
 */
public final class SoftwareMmu extends Mmu {
  private static final long CR0_PG = 1L << 31;
  private static final long CR4_SMAP = 1 << 21;
  private static final long EFER_LMA = 1 << 10;

  private final AddressSpace space;
  private final CodePages codePages;
  private final @Nullable StoreWatch watch;

  /** Stands for every write table where stores are watched. */
  private final long empty;

  private final Tlb tlb = new Tlb();
  private final CodeTlb codeTlb = new CodeTlb();
  private Vcpu vcpu;
  private PageWalker walker;

  public SoftwareMmu(AddressSpace space, CodePages codePages) {
    this(space, codePages, null);
  }

  /**
   * @param watch where not null, no store goes past it: none is done inline
   */
  @SuppressWarnings("NullAway.Init") // attach
  public SoftwareMmu(AddressSpace space, CodePages codePages, @Nullable StoreWatch watch) {
    this.space = space;
    this.codePages = codePages;
    this.watch = watch;
    this.empty = watch == null ? 0 : Tlb.emptyTable();
  }

  /** Completes construction: processor and MMU need each other. */
  public void attach(Vcpu processor) {
    vcpu = processor;
    walker = new PageWalker(processor, space, codePages, watch);
    codePages.register(this);
    codePages.whenRewritten(processor::codeChanged);
    space.onChange(this::flushAll);
  }

  public void close() {
    tlb.close();
    if (empty != 0) {
      HostMemory.free(empty);
    }
  }

  @Override
  public long readTable(int accessClass) {
    return tlb.readTable(accessClass);
  }

  @Override
  public long writeTable(int accessClass) {
    return watch == null ? tlb.writeTable(accessClass) : empty;
  }

  @Override
  public long loadSystem(long linear, int size) {
    return load(linear, size, systemClass());
  }

  @Override
  public void storeSystem(long linear, int size, long value) {
    store(linear, size, value, systemClass());
  }

  private int systemClass() {
    return (vcpu.cr4 & CR4_SMAP) != 0
        ? AccessClass.SUPERVISOR_KEPT_FROM_USER
        : AccessClass.SUPERVISOR;
  }

  @Override
  public long loadSlow(long linear, int size) {
    return load(linear, size, vcpu.accessClass());
  }

  @Override
  public void storeSlow(long linear, int size, long value) {
    store(linear, size, value, vcpu.accessClass());
  }

  private long load(long linear, int size, int accessClass) {
    if ((linear & ~PAGE_MASK) + size > PAGE_SIZE) {
      return loadAcrossPages(linear, size, accessClass);
    }
    long entry = tlb.readTable(accessClass) + (linear >>> TLB_SHIFT & TLB_OFFSET_MASK);
    if (HostMemory.getLong(entry) == (linear & PAGE_MASK)) {
      return hostLoad(linear + HostMemory.getLong(entry + 8), size);
    }
    long physical = translate(linear, accessClass, false);
    long host = space.hostPage(physical, false);
    if (host != 0) {
      return hostLoad(host + (physical & ~PAGE_MASK), size);
    }
    vcpu.counters.count(ExitReason.DEVICE_MEMORY);
    return space.read(physical, size);
  }

  private long loadAcrossPages(long linear, int size, int accessClass) {
    requireCanonicalEnd(linear, size);
    int first = (int) (PAGE_SIZE - (linear & ~PAGE_MASK));
    long value = 0;
    for (int i = 0; i < size; i++) {
      long at = i < first ? linear + i : wrap(linear, i);
      value |= load(at, 1, accessClass) << 8 * i;
    }
    return value;
  }

  /**
   * An address further on in the same access. Outside 64-bit code it wraps at 4 GiB, but for system
   * structures of IA-32e mode that lie above.
   */
  private long wrap(long linear, int distance) {
    long next = linear + distance;
    boolean narrow = linear >>> 32 == 0 && ExecutionMode.codeBits(vcpu.mode) != 64;
    return narrow ? next & 0xffff_ffffL : next;
  }

  private void store(long linear, int size, long value, int accessClass) {
    if ((linear & ~PAGE_MASK) + size > PAGE_SIZE) {
      check(linear, size, true, accessClass);
      for (int i = 0; i < size; i++) {
        store(wrap(linear, i), 1, value >>> 8 * i, accessClass);
      }
      return;
    }
    long entry = tlb.writeTable(accessClass) + (linear >>> TLB_SHIFT & TLB_OFFSET_MASK);
    if (HostMemory.getLong(entry) == (linear & PAGE_MASK)) {
      hostStore(linear + HostMemory.getLong(entry + 8), size, value);
      return;
    }
    long physical = translate(linear, accessClass, true);
    writePhysical(physical, size, value);
  }

  /**
   * A processor's write to a guest-physical address inside one page: RAM, MMIO, or code that must
   * be seen to change.
   */
  private void writePhysical(long physical, int size, long value) {
    long host = space.hostPage(physical, true);
    if (host == 0) {
      vcpu.counters.count(ExitReason.DEVICE_MEMORY);
      space.write(physical, size, value);
      return;
    }
    hostStore(host + (physical & ~PAGE_MASK), size, value);
    if (codePages.holdsCode(physical)) {
      codePages.written(physical, size);
    }
  }

  @Override
  public void checkSlow(long linear, int size, boolean write) {
    check(linear, size, write, vcpu.accessClass());
  }

  private void check(long linear, int size, boolean write, int accessClass) {
    long table = write ? tlb.writeTable(accessClass) : tlb.readTable(accessClass);
    if (HostMemory.getLong(table + (linear >>> TLB_SHIFT & TLB_OFFSET_MASK))
        == (linear + size - 1 & PAGE_MASK)) {
      return;
    }
    boolean crosses = (linear & ~PAGE_MASK) + size > PAGE_SIZE;
    if (crosses) {
      requireCanonicalEnd(linear, size);
    }
    translate(linear, accessClass, write);
    if (crosses) {
      translate(wrap(linear & PAGE_MASK, PAGE_SIZE), accessClass, write);
    }
  }

  /**
   * Guest-physical address of an access; fills the TLB where the page is RAM; raises #PF or #GP(0).
   */
  private long translate(long linear, int accessClass, boolean write) {
    if (isNonCanonical(linear)) {
      throw GuestFault.nonCanonical(linear);
    }
    vcpu.counters.walks++;
    int fault = walker.walk(linear, accessClass, write ? PageWalker.ERROR_WRITE : 0);
    if (fault != 0) {
      throw pageFault(linear, fault);
    }
    fill(linear & PAGE_MASK, accessClass, write);
    return walker.physicalPage | linear & ~PAGE_MASK;
  }

  @Override
  public long lookUp(long linear, int last, boolean write) {
    int accessClass = vcpu.accessClass();
    long table = write ? tlb.writeTable(accessClass) : tlb.readTable(accessClass);
    if ((linear ^ linear + last) >>> 12 != 0
        || table != (write ? vcpu.writeTlb : vcpu.readTlb)
        || isNonCanonical(linear)) {
      return 0;
    }
    vcpu.counters.walks++;
    if (walker.probe(linear, accessClass, write ? PageWalker.ERROR_WRITE : 0) != 0) {
      return 0;
    }
    fill(linear & PAGE_MASK, accessClass, write);
    long entry = table + (linear >>> TLB_SHIFT & TLB_OFFSET_MASK);
    return HostMemory.getLong(entry) == (linear & PAGE_MASK)
        ? linear + HostMemory.getLong(entry + 8)
        : 0;
  }

  /** No page of an access that ends behind the canonical addresses is looked at. */
  private void requireCanonicalEnd(long linear, int size) {
    if (isNonCanonical(wrap(linear, size - 1))) {
      throw GuestFault.nonCanonical(linear);
    }
  }

  private boolean isNonCanonical(long linear) {
    return (vcpu.efer & EFER_LMA) != 0 && linear << 16 >> 16 != linear;
  }

  private GuestFault pageFault(long linear, int fault) {
    vcpu.cr2 = linear;
    return new GuestFault(GuestFault.PF, fault & Integer.MAX_VALUE);
  }

  /**
   * Fills the table of the access, and that of the other kind where its slot is free: of two pages
   * that share a slot, one read and the other written, neither pushes out the other.
   */
  private void fill(long linearPage, int accessClass, boolean write) {
    long physical = walker.physicalPage;
    if (walker.pageBytes > PAGE_SIZE) {
      tlb.noteLarge(linearPage, walker.pageBytes);
    }
    long readTable = tlb.readTable(accessClass);
    if (!write || tlb.isFree(readTable, linearPage)) {
      long readable = space.hostPage(physical, false);
      if (readable != 0) {
        tlb.put(readTable, linearPage, readable, walker.global);
      }
    }
    long writeTable = tlb.writeTable(accessClass);
    boolean wanted = write || walker.writableNow && tlb.isFree(writeTable, linearPage);
    if (wanted && !codePages.holdsCode(physical)) {
      long writable = space.hostPage(physical, true);
      if (writable != 0) {
        tlb.put(writeTable, linearPage, writable, walker.global);
      }
    }
  }

  private static long hostLoad(long host, int size) {
    return switch (size) {
      case 1 -> HostMemory.getByte(host) & 0xff;
      case 2 -> HostMemory.getShort(host) & 0xffff;
      case 4 -> HostMemory.getInt(host) & 0xffff_ffffL;
      default -> HostMemory.getLong(host);
    };
  }

  private void hostStore(long host, int size, long value) {
    if (watch != null) {
      watch.storing(host, size);
    }
    switch (size) {
      case 1 -> HostMemory.putByte(host, (byte) value);
      case 2 -> HostMemory.putShort(host, (short) value);
      case 4 -> HostMemory.putInt(host, (int) value);
      default -> HostMemory.putLong(host, value);
    }
  }

  /**
   * The code page that instructions at a linear address come from; #PF or #GP(0) where they may not
   * be fetched.
   */
  public CodePage fetchPage(long linear) {
    boolean user = vcpu.cpl == 3;
    CodePage cached = codeTlb.find(linear & PAGE_MASK, user);
    if (cached != null) {
      return cached;
    }
    if (isNonCanonical(linear)) {
      throw GuestFault.generalProtection(0);
    }
    int fault =
        walker.walk(
            linear, user ? AccessClass.USER : AccessClass.SUPERVISOR, PageWalker.ERROR_FETCH);
    if (fault != 0) {
      throw pageFault(linear, fault);
    }
    CodePage page = codePages.page(walker.physicalPage);
    cache(linear, user, page);
    return page;
  }

  /**
   * The page that {@link #fetchPage} would give, or null where that would fault or set an accessed
   * flag. Changes nothing that the guest can see.
   */
  public @Nullable CodePage peekPage(long linear) {
    boolean user = vcpu.cpl == 3;
    CodePage cached = codeTlb.find(linear & PAGE_MASK, user);
    if (cached != null) {
      return cached;
    }
    int accessClass = user ? AccessClass.USER : AccessClass.SUPERVISOR;
    if (isNonCanonical(linear) || walker.probe(linear, accessClass, PageWalker.ERROR_FETCH) != 0) {
      return null;
    }
    CodePage page = codePages.page(walker.physicalPage);
    if (page.host == 0) {
      return null;
    }
    cache(linear, user, page);
    return page;
  }

  private void cache(long linear, boolean user, CodePage page) {
    if (walker.pageBytes > PAGE_SIZE) {
      tlb.noteLarge(linear, walker.pageBytes);
    }
    codeTlb.put(linear & PAGE_MASK, user, page, walker.global);
  }

  /** Changes whenever a translation may have that {@link #rely relied-on} code came by. */
  public long codeStamp() {
    return codeTlb.stamp(vcpu.cpl == 3);
  }

  /** From now on {@link #codeStamp} changes when what {@link #peekPage} gives may. */
  public void rely(long linear) {
    peekPage(linear & PAGE_MASK); // only where it is at hand is it known to be global
    codeTlb.rely(linear & PAGE_MASK, vcpu.cpl == 3);
  }

  /** A page begins to hold code: its write tags go. */
  public void codeAppeared(long hostPage) {
    tlb.dropWriteTags(hostPage);
  }

  @Override
  public void flushAll() {
    tlb.flushAll();
    codeTlb.flushAll();
    vcpu.translationChanged();
  }

  @Override
  public void flushNonGlobal() {
    tlb.flushNonGlobal();
    codeTlb.flushNonGlobal();
    vcpu.translationChanged();
  }

  @Override
  public void flushPage(long linear) {
    if (tlb.maybeLarge(linear)) {
      flushAll();
      return;
    }
    tlb.flushPage(linear);
    codeTlb.flushPage(linear & PAGE_MASK);
    vcpu.translationChanged();
  }

  @Override
  public void loadPdptes(long cr3) {
    long reserved = -1L << vcpu.physicalAddressBits | 0x1e6;
    long[] loaded = new long[4];
    for (int i = 0; i < 4; i++) {
      loaded[i] = space.read((cr3 & 0xffff_ffe0L) + 8 * i, 8);
      if ((loaded[i] & 1) != 0 && (loaded[i] & reserved) != 0) {
        throw GuestFault.generalProtection(0);
      }
    }
    System.arraycopy(loaded, 0, vcpu.pdptes, 0, 4);
  }

  /**
   * Translation for a debugger or a loader: guest-physical address, or -1; changes nothing but
   * accessed flags.
   */
  public long probe(long linear) {
    boolean paging = (vcpu.cr0 & CR0_PG) != 0;
    return !paging || walker.walk(linear, AccessClass.SUPERVISOR, 0) == 0
        ? paging ? walker.physicalPage | linear & ~PAGE_MASK : linear & 0xffff_ffffL
        : -1;
  }

  /**
   * Guest-physical address that a supervisor's read would go to, -1 where that would fault or set
   * an accessed flag. Changes nothing.
   */
  public long peek(long linear) {
    boolean found = !isNonCanonical(linear) && walker.probe(linear, AccessClass.SUPERVISOR, 0) == 0;
    return found ? walker.physicalPage | linear & ~PAGE_MASK : -1;
  }
}
