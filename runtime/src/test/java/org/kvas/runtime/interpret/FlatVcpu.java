package org.kvas.runtime.interpret;

import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.HostMemory;
import org.kvas.translator.state.VcpuState;

/**
 * A processor whose memory is one block at a fixed linear address; everything else is #PF. Its TLB
 * maps that block, but for pages asked to be slow.
 */
final class FlatVcpu extends VcpuState implements AutoCloseable {
  private final long start;
  private final int size;
  private final long host;
  private final long tlb;

  /**
   * @param start page-aligned
   */
  FlatVcpu(long start, int size) {
    this.start = start;
    this.size = size;
    host = HostMemory.allocate(size);
    HostMemory.fill(host, size, (byte) 0);
    tlb = HostMemory.allocate(2L * TLB_BYTES);
    readTlb = tlb;
    writeTlb = tlb + TLB_BYTES;
    for (long entry = tlb; entry < tlb + 2L * TLB_BYTES; entry += 16) {
      HostMemory.putLong(entry, TLB_INVALID);
    }
    for (long page = start; page < start + size; page += PAGE_SIZE) {
      alias(page, page);
    }
    flatSegments();
  }

  private void flatSegments() {
    for (int segment = ES; segment <= GS; segment++) {
      segmentLimit[segment] = 0xffff_ffffL;
      segmentReadHigh[segment] = 0xffff_ffffL;
      segmentWriteHigh[segment] = 0xffff_ffffL;
    }
  }

  /** Lets the TLB find a page's bytes in another. */
  void alias(long page, long other) {
    map(readTlb, page, other);
    map(writeTlb, page, other);
  }

  private void map(long table, long page, long other) {
    long entry = table + (page >>> TLB_SHIFT & TLB_OFFSET_MASK);
    HostMemory.putLong(entry, page);
    HostMemory.putLong(entry + 8, host - start + other - page);
  }

  /** Takes the page out of the TLB: its accesses go the slow way. */
  void slow(long page) {
    HostMemory.putLong(readTlb + (page >>> TLB_SHIFT & TLB_OFFSET_MASK), TLB_INVALID);
    HostMemory.putLong(writeTlb + (page >>> TLB_SHIFT & TLB_OFFSET_MASK), TLB_INVALID);
  }

  long peek(long linear) {
    return HostMemory.getLong(host + linear - start);
  }

  void poke(long linear, long value) {
    HostMemory.putLong(host + linear - start, value);
  }

  @Override
  protected long loadSlow(long va, int bytes) {
    checkSlow(va, bytes, false);
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (HostMemory.getByte(host + va + i - start) & 0xffL) << 8 * i;
    }
    return value;
  }

  @Override
  protected void storeSlow(long va, int bytes, long value) {
    checkSlow(va, bytes, true);
    for (int i = 0; i < bytes; i++) {
      HostMemory.putByte(host + va + i - start, (byte) (value >>> 8 * i));
    }
  }

  @Override
  protected void checkSlow(long va, int bytes, boolean write) {
    if (va < start || va + bytes > start + size) {
      throw new GuestFault(GuestFault.PF, write ? 2 : 0);
    }
  }

  @Override
  public void close() {
    HostMemory.free(host);
    HostMemory.free(tlb);
  }
}
