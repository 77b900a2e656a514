package org.kvas.runtime.machine;

import java.util.ArrayList;
import java.util.List;
import org.kvas.runtime.boot.MemoryMap;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.GuestRam;
import org.kvas.runtime.mmu.MemoryRegion;

/**
 * Where a PC's RAM lies: from 0 to at most 3 GiB, and what does not fit there from 4 GiB on, with
 * the devices in between.
 *
 * @param below4Gib bytes from address 0
 * @param above4Gib bytes from 4 GiB
 */
record RamLayout(long below4Gib, long above4Gib) {
  private static final long GIB = 1L << 30;
  private static final long HOLE = 3 * GIB;
  private static final long FOUR_GIB = 4 * GIB;
  private static final long MIB = 1L << 20;

  /** The extended BIOS data area: the last KiB of conventional memory. */
  private static final long EBDA = 0x9_fc00;

  private static final long VIDEO_MEMORY = 0xa_0000;

  /** What firmware and its tables take of the first MiB. */
  private static final long FIRMWARE = 0xe_0000;

  static RamLayout of(long bytes) {
    return new RamLayout(Math.min(bytes, HOLE), Math.max(0, bytes - HOLE));
  }

  void map(AddressSpace space, GuestRam ram) {
    space.map(new MemoryRegion.Ram(0, below4Gib, ram, 0));
    if (above4Gib > 0) {
      space.map(new MemoryRegion.Ram(FOUR_GIB, above4Gib, ram, below4Gib));
    }
  }

  /** The RAM there is, as firmware is told of it. */
  List<MemoryMap.Entry> ram() {
    var entries = new ArrayList<MemoryMap.Entry>();
    entries.add(range(0, below4Gib, MemoryMap.RAM));
    if (above4Gib > 0) {
      entries.add(range(FOUR_GIB, FOUR_GIB + above4Gib, MemoryMap.RAM));
    }
    return entries;
  }

  /** The map that firmware would give, with what else it reserves above RAM. */
  MemoryMap memoryMap(List<MemoryMap.Entry> reserved) {
    var entries = new ArrayList<MemoryMap.Entry>();
    entries.add(range(0, Math.min(EBDA, below4Gib), MemoryMap.RAM));
    entries.add(range(EBDA, VIDEO_MEMORY, MemoryMap.RESERVED));
    entries.add(range(FIRMWARE, MIB, MemoryMap.RESERVED));
    if (below4Gib > MIB) {
      entries.add(range(MIB, below4Gib, MemoryMap.RAM));
    }
    entries.addAll(reserved);
    if (above4Gib > 0) {
      entries.add(range(FOUR_GIB, FOUR_GIB + above4Gib, MemoryMap.RAM));
    }
    return new MemoryMap(entries);
  }

  private static MemoryMap.Entry range(long start, long end, int type) {
    return new MemoryMap.Entry(start, end - start, type);
  }
}
