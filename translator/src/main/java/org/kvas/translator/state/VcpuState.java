package org.kvas.translator.state;

import org.jspecify.annotations.Nullable;
import org.kvas.translator.x86.semantics.Flags;

/**
 * The part of a virtual processor that instructions work on: registers as plain fields, memory
 * through a TLB with slow paths left to the subclass. Both engines, and translated code, see
 * exactly this.
 */
public abstract class VcpuState extends GeneralRegisters {
  public static final int RAX = 0;
  public static final int RCX = 1;
  public static final int RDX = 2;
  public static final int RBX = 3;
  public static final int RSP = 4;
  public static final int RBP = 5;
  public static final int RSI = 6;
  public static final int RDI = 7;

  public static final int ES = 0;
  public static final int CS = 1;
  public static final int SS = 2;
  public static final int DS = 3;
  public static final int FS = 4;
  public static final int GS = 5;
  public static final int LDTR = 6;
  public static final int TR = 7;

  public static final int TF = 1 << 8;
  public static final int IF = 1 << 9;
  public static final int DF = 1 << 10;
  public static final int IOPL = 3 << 12;
  public static final int NT = 1 << 14;
  public static final int RF = 1 << 16;
  public static final int VM = 1 << 17;
  public static final int AC = 1 << 18;
  public static final int VIF = 1 << 19;
  public static final int VIP = 1 << 20;
  public static final int ID = 1 << 21;

  public static final int PAGE_SIZE = 4096;
  public static final long PAGE_MASK = -PAGE_SIZE;

  /** TLB tables are direct-mapped by virtual page: 16-byte entries {tag, addend}, off-heap. */
  public static final int TLB_ENTRIES = 4096;

  public static final int TLB_BYTES = TLB_ENTRIES * 16;

  /** {@code entry = table + (va >>> TLB_SHIFT & TLB_OFFSET_MASK)}. */
  public static final int TLB_SHIFT = 12 - 4;

  public static final int TLB_OFFSET_MASK = (TLB_ENTRIES - 1) << 4;

  /** A tag that matches no page: its low bits are set. */
  public static final long TLB_INVALID = -1;

  /** Linear in 64-bit mode, the offset in CS otherwise. */
  public long rip;

  /** Status flags, lazy: see {@link Flags}. */
  public int flagOperation = Flags.BITS;

  public long flagA;
  public long flagB;

  /**
   * RFLAGS without the six status flags: TF, IF, DF, IOPL, NT, RF, VM, AC, VIF, VIP, ID and the
   * fixed bit 1.
   */
  public int systemFlags = 2;

  /** Vector registers, four 64-bit lanes each: lane i of XMMn/YMMn is [4 * n + i]. */
  public final long[] vector = new long[16 * 4];

  public int mxcsr = 0x1f80;

  public final X87State x87 = new X87State();

  /** Hidden parts of ES, CS, SS, DS, FS, GS, LDTR, TR. SDM Vol. 3A, 3.4.3. */
  public final int[] segmentSelector = new int[8];

  public final long[] segmentBase = new long[8];

  /** Byte-granular limit. */
  public final long[] segmentLimit = new long[8];

  /**
   * Descriptor bits 8 to 23 of the second doubleword shifted to bit 0: type 0-3, S 4, DPL 5-6, P 7,
   * AVL 12, L 13, D/B 14, G 15.
   */
  public final int[] segmentAttributes = new int[8];

  /** First valid offset (above 0 only for expand-down segments). */
  public final long[] segmentLow = new long[8];

  /** Last offset that may be read, -1 for none: null, not readable. */
  public final long[] segmentReadHigh = new long[8];

  /** Last offset that may be written, -1 for none. */
  public final long[] segmentWriteHigh = new long[8];

  /**
   * Tables of the access class in force (user, supervisor, supervisor kept from user pages): host
   * addresses.
   */
  public long readTlb;

  public long writeTlb;

  /**
   * Above zero asks running code to leave at the next back edge or block end: an interrupt, a
   * timer, a stop.
   */
  public volatile int pending;

  /**
   * Operations that may still run of the current block. The interpreter compares it after each one,
   * translated code after each call to an operation: a store that rewrites code, or anything else
   * that must be seen before the next instruction, sets 0.
   */
  public int blockLimit;

  /**
   * Repeated string instructions run to their end whatever is {@link #pending}: a replay could not
   * stop at the same element.
   */
  public boolean wholeStrings;

  /** {@link #repetition} where none waits. */
  public static final long NO_REPETITION = Long.MIN_VALUE;

  /** RIP of a repeated string instruction that was left between two of its elements. */
  public long repetition = NO_REPETITION;

  /** {@link ExecutionMode} bits in force. */
  public int mode;

  /** Instructions completed, counted by the interpreter and by translated code in counting mode. */
  public long instructions;

  /**
   * What {@link #instructions} is not to exceed; translated code in counting mode leaves in time,
   * the run loop does the rest.
   */
  public long instructionLimit = Long.MAX_VALUE;

  /** Number of the entry to {@link #callee the code} that was found. */
  public int entry;

  /** Calls of translated code by translated code, one inside the other. */
  public int nesting;

  /** Changes whenever code may have been rewritten or may be mapped otherwise. */
  public int epoch;

  /** Deepest {@link #nesting}: each takes some hundred bytes of the JVM's stack. */
  private static final int MOST_NESTING = 64;

  /**
   * Translated code for {@link #rip} and {@link #mode}, with the number of its entry in {@link
   * #entry}; null where there is none at hand, or none that is sure to stay within {@link
   * #instructionLimit}.
   */
  protected @Nullable RegionCode translated() {
    return null;
  }

  /** Executes some instructions; false where that is left to whoever entered translated code. */
  protected boolean proceed() {
    return false;
  }

  /**
   * Code to call for a call of the guest that has been made, null where none is to be called; in
   * any case {@link #isBack} follows.
   */
  public final @Nullable RegionCode callee() {
    return ++nesting <= MOST_NESTING && pending == 0 ? translated() : null;
  }

  /**
   * Whether a call of the guest has come back to behind it. Executes what there is on the way.
   *
   * @param since {@link #epoch} at the call
   */
  public final boolean isBack(long address, int since) {
    while (rip != address && pending == 0 && nesting <= MOST_NESTING && proceed()) {}
    nesting--;
    return rip == address && epoch == since && pending == 0;
  }

  /** The six status flags as RFLAGS bits. */
  public final int statusFlags() {
    return Flags.status(flagOperation, flagA, flagB);
  }

  public final void setStatusFlags(int bits) {
    flagOperation = Flags.BITS;
    flagA = bits & Flags.STATUS;
    flagB = 0;
  }

  public final void setLazyFlags(int operation, long a, long b) {
    flagOperation = operation;
    flagA = a;
    flagB = b;
  }

  public final boolean carry() {
    return Flags.carry(flagOperation, flagA, flagB);
  }

  public final boolean condition(int code) {
    return Flags.condition(code, flagOperation, flagA, flagB);
  }

  /** RFLAGS as PUSHF sees it. */
  public final int rflags() {
    return systemFlags | statusFlags();
  }

  private long readEntry(long va) {
    return readTlb + (va >>> TLB_SHIFT & TLB_OFFSET_MASK);
  }

  private long writeEntry(long va) {
    return writeTlb + (va >>> TLB_SHIFT & TLB_OFFSET_MASK);
  }

  /** Loads zero-extend. Addresses are linear. */
  public final int load8(long va) {
    long entry = readEntry(va);
    return (va & PAGE_MASK) == HostMemory.getLong(entry)
        ? HostMemory.getByte(va + HostMemory.getLong(entry + 8)) & 0xff
        : (int) loadSlow(va, 1);
  }

  public final int load16(long va) {
    long entry = readEntry(va);
    return (va + 1 & PAGE_MASK) == HostMemory.getLong(entry)
        ? HostMemory.getShort(va + HostMemory.getLong(entry + 8)) & 0xffff
        : (int) loadSlow(va, 2);
  }

  public final int load32(long va) {
    long entry = readEntry(va);
    return (va + 3 & PAGE_MASK) == HostMemory.getLong(entry)
        ? HostMemory.getInt(va + HostMemory.getLong(entry + 8))
        : (int) loadSlow(va, 4);
  }

  public final long load64(long va) {
    long entry = readEntry(va);
    return (va + 7 & PAGE_MASK) == HostMemory.getLong(entry)
        ? HostMemory.getLong(va + HostMemory.getLong(entry + 8))
        : loadSlow(va, 8);
  }

  public final void store8(long va, int value) {
    long entry = writeEntry(va);
    if ((va & PAGE_MASK) == HostMemory.getLong(entry)) {
      HostMemory.putByte(va + HostMemory.getLong(entry + 8), (byte) value);
    } else {
      storeSlow(va, 1, value & 0xff);
    }
  }

  public final void store16(long va, int value) {
    long entry = writeEntry(va);
    if ((va + 1 & PAGE_MASK) == HostMemory.getLong(entry)) {
      HostMemory.putShort(va + HostMemory.getLong(entry + 8), (short) value);
    } else {
      storeSlow(va, 2, value & 0xffff);
    }
  }

  public final void store32(long va, int value) {
    long entry = writeEntry(va);
    if ((va + 3 & PAGE_MASK) == HostMemory.getLong(entry)) {
      HostMemory.putInt(va + HostMemory.getLong(entry + 8), value);
    } else {
      storeSlow(va, 4, value & 0xffff_ffffL);
    }
  }

  public final void store64(long va, long value) {
    long entry = writeEntry(va);
    if ((va + 7 & PAGE_MASK) == HostMemory.getLong(entry)) {
      HostMemory.putLong(va + HostMemory.getLong(entry + 8), value);
    } else {
      storeSlow(va, 8, value);
    }
  }

  /** Value zero-extended; {@code size} 1, 2, 4 or 8. */
  public final long load(long va, int size) {
    return switch (size) {
      case 1 -> load8(va);
      case 2 -> load16(va);
      case 4 -> load32(va) & 0xffffffffL;
      default -> load64(va);
    };
  }

  public final void store(long va, int size, long value) {
    switch (size) {
      case 1 -> store8(va, (int) value);
      case 2 -> store16(va, (int) value);
      case 4 -> store32(va, (int) value);
      default -> store64(va, value);
    }
  }

  /**
   * 64 bits of an operand whose alignment is not checked while RFLAGS.AC is set: one of 16 bytes or
   * more, and elements under a mask. SDM Vol. 2A, 2.4, "for 4 or 8 byte memory references".
   */
  public final long loadPart(long va) {
    long host = hostForRead(va, 8);
    return host != 0 ? HostMemory.getLong(host) : loadPartSlow(va, 8);
  }

  /** As {@link #loadPart(long)}, zero-extended from {@code size} 4 or 8. */
  public final long loadPart(long va, int size) {
    return hostForRead(va, size) != 0 ? load(va, size) : loadPartSlow(va, size);
  }

  public final void storePart(long va, long value) {
    storePart(va, 8, value);
  }

  public final void storePart(long va, int size, long value) {
    if (hostForWrite(va, size) != 0) {
      store(va, size, value);
    } else {
      storePartSlow(va, size, value);
    }
  }

  /**
   * Host address of {@code size} readable bytes, or 0 where only {@link #load} will do: nothing in
   * the TLB, a page crossing, MMIO.
   */
  public final long hostForRead(long va, int size) {
    long entry = readEntry(va);
    return (va + size - 1 & PAGE_MASK) == HostMemory.getLong(entry)
        ? va + HostMemory.getLong(entry + 8)
        : 0;
  }

  /**
   * Host address of {@code size} bytes that may be written, and read, without anybody noticing;
   * else 0.
   */
  public final long hostForWrite(long va, int size) {
    long entry = writeEntry(va);
    return (va + size - 1 & PAGE_MASK) == HostMemory.getLong(entry)
        ? va + HostMemory.getLong(entry + 8)
        : 0;
  }

  /**
   * As {@link #hostForRead}, but pages that the TLB does not have are looked up. For translated
   * code that calls where it could check inline.
   *
   * @param last bytes less one
   */
  public static long readable(long va, VcpuState cpu, int last) {
    long entry = cpu.readEntry(va);
    return (va + last & PAGE_MASK) == HostMemory.U.getLong(null, entry)
        ? va + HostMemory.U.getLong(null, entry + 8)
        : cpu.lookUp(va, last, false);
  }

  /** As {@link #hostForWrite}, but pages that the TLB does not have are looked up. */
  public static long writable(long va, VcpuState cpu, int last) {
    long entry = cpu.writeEntry(va);
    return (va + last & PAGE_MASK) == HostMemory.U.getLong(null, entry)
        ? va + HostMemory.U.getLong(null, entry + 8)
        : cpu.lookUp(va, last, true);
  }

  /**
   * Faults exactly where a read of {@code size} bytes (at most a page) would; reads nothing. For
   * operands wider than 8 bytes.
   */
  public final void checkRead(long va, int size) {
    if ((va + size - 1 & PAGE_MASK) != HostMemory.getLong(readEntry(va))) {
      checkSlow(va, size, false);
    }
  }

  /**
   * Faults exactly where a write of {@code size} bytes (at most a page) would; writes nothing.
   * Before the read of a read-modify-write.
   */
  public final void checkWrite(long va, int size) {
    if ((va + size - 1 & PAGE_MASK) != HostMemory.getLong(writeEntry(va))) {
      checkSlow(va, size, true);
    }
  }

  /** #AC(0) where RFLAGS.AC is set and the address is no multiple of {@code size}. */
  public void checkAlignment(long va, int size) {}

  /**
   * Linear address of a checked access through a segment outside 64-bit mode; #GP(0) or #SS(0)
   * where limit or type forbid.
   */
  public final long linear(int segment, long offset, int size, boolean write) {
    long high = write ? segmentWriteHigh[segment] : segmentReadHigh[segment];
    if (offset < segmentLow[segment] || offset + size - 1 > high) {
      throw segmentFault(segment);
    }
    return segmentBase[segment] + offset & 0xffffffffL;
  }

  private static GuestFault segmentFault(int segment) {
    return new GuestFault(segment == SS ? GuestFault.SS : GuestFault.GP, 0);
  }

  /**
   * What an unmasked SIMD floating-point exception raises: #XM; #UD where CR4.OSXMMEXCPT is clear.
   */
  public GuestFault simdFloatingPointFault() {
    return new GuestFault(GuestFault.XM, -1);
  }

  /** PAUSE: the program waits for another processor. */
  public void pause() {}

  /** A read that the TLB does not answer: page walk, MMIO, page crossing, or #PF. */
  protected abstract long loadSlow(long va, int size);

  /**
   * A write, of a zero-extended value, that the TLB does not answer; both pages of a crossing write
   * are checked before a byte is written.
   */
  protected abstract void storeSlow(long va, int size, long value);

  /** {@link #loadSlow} of {@link #loadPart}. */
  protected long loadPartSlow(long va, int size) {
    return loadSlow(va, size);
  }

  /** {@link #storeSlow} of {@link #storePart}. */
  protected void storePartSlow(long va, int size, long value) {
    storeSlow(va, size, value);
  }

  protected abstract void checkSlow(long va, int size, boolean write);

  /**
   * Fills the TLB for an access of {@code last + 1} bytes where that shows nowhere: host address,
   * or 0 where the access would fault, set an accessed or dirty flag, cross pages, or reach
   * something else than memory.
   */
  protected long lookUp(long va, int last, boolean write) {
    return 0;
  }
}
