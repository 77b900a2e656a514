package org.kvas.runtime.trap;

import org.kvas.runtime.mmu.Mmu;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.HostMemory;
import org.kvas.translator.state.VcpuState;

/**
 * A MiB of memory at linear address 0 without paging; an access beyond it, or to {@link
 * #absentPage}, is a page fault.
 */
final class FlatMmu extends Mmu {
  static final int SIZE = 1 << 20;

  final byte[] memory = new byte[SIZE];
  long absentPage = -1;
  int fullFlushes;
  int flushes;
  long flushedPage = -1;
  long pdptesFrom = -1;
  private final long table = HostMemory.allocate(VcpuState.TLB_BYTES);

  FlatMmu() {
    HostMemory.fill(table, VcpuState.TLB_BYTES, (byte) -1);
  }

  @Override
  public long loadSystem(long linear, int size) {
    checkSlow(linear, size, false);
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | memory[(int) linear + i] & 0xff;
    }
    return value;
  }

  @Override
  public void storeSystem(long linear, int size, long value) {
    checkSlow(linear, size, true);
    for (int i = 0; i < size; i++) {
      memory[(int) linear + i] = (byte) (value >>> 8 * i);
    }
  }

  @Override
  public long loadSlow(long linear, int size) {
    return loadSystem(linear, size);
  }

  @Override
  public void storeSlow(long linear, int size, long value) {
    storeSystem(linear, size, value);
  }

  @Override
  public void checkSlow(long linear, int size, boolean write) {
    if (linear < 0 || linear + size > SIZE || linear >> 12 == absentPage) {
      throw new GuestFault(GuestFault.PF, write ? 2 : 0);
    }
  }

  @Override
  public long lookUp(long linear, int last, boolean write) {
    return 0;
  }

  @Override
  public void flushAll() {
    fullFlushes++;
  }

  @Override
  public void flushNonGlobal() {
    flushes++;
  }

  @Override
  public void flushPage(long linear) {
    flushedPage = linear;
  }

  @Override
  public void loadPdptes(long cr3) {
    pdptesFrom = cr3;
  }

  @Override
  public long readTable(int accessClass) {
    return table;
  }

  @Override
  public long writeTable(int accessClass) {
    return table;
  }
}
