package org.kvas.runtime.oracle;

import org.kvas.runtime.mmu.GuestRam;
import org.kvas.translator.state.HostMemory;

/** Guest-physical memory: page tables, a descriptor table, and the pages of {@link SharedArea}. */
final class UserMemory {
  static final long ROOT = 0;
  private static final long GDT = 4L * SharedArea.PAGE;
  static final long CODE = 5L * SharedArea.PAGE;
  static final long DATA = 6L * SharedArea.PAGE;
  static final long CONSTANTS = 7L * SharedArea.PAGE;
  static final long SIZE = 9L * SharedArea.PAGE;

  /** Where the supervisor sees all of it, in the last 512 GiB. */
  private static final long ALL = -1L << 39;

  /** Linear. */
  static final long GDT_ADDRESS = ALL + GDT;

  /** Present, user, accessed, dirty. */
  private static final long USER = 0x65;

  /** Present, writable, accessed, dirty, large. */
  private static final long SUPERVISOR_GIBIBYTE = 0xe3;

  private static final long WRITABLE = 2;
  private static final long NOT_EXECUTABLE = 1L << 63;

  private final GuestRam memory;

  UserMemory(GuestRam memory) {
    this.memory = memory;
  }

  /**
   * @param code32 whether programs have a code segment of 32 bits
   */
  void build(boolean code32) {
    link(0, SharedArea.CODE_ADDRESS >>> 39);
    link(1, SharedArea.CODE_ADDRESS >>> 30);
    link(2, SharedArea.CODE_ADDRESS >>> 21);
    put(3, SharedArea.CODE_ADDRESS >>> 12, CODE | USER);
    put(3, SharedArea.DATA_ADDRESS >>> 12, DATA | USER | WRITABLE | NOT_EXECUTABLE);
    put(3, SharedArea.TWICE_ADDRESS >>> 12, DATA | USER | WRITABLE | NOT_EXECUTABLE);
    put(3, SharedArea.BOUNDARY >>> 12, DATA | USER | WRITABLE | NOT_EXECUTABLE);
    put(3, SharedArea.CONSTANTS_ADDRESS >>> 12, CONSTANTS | USER | NOT_EXECUTABLE);
    put(0, ALL >>> 39, 8L * SharedArea.PAGE | USER | WRITABLE);
    put(8, ALL >>> 30, SUPERVISOR_GIBIBYTE);
    LinuxDescriptors.write(memory.address(GDT, SharedArea.PAGE), code32);
  }

  /** The table in one page leads to that in the next. */
  private void link(int page, long index) {
    put(page, index, (page + 1L) * SharedArea.PAGE | USER | WRITABLE);
  }

  private void put(int page, long index, long entry) {
    HostMemory.putLong(memory.address(page * (long) SharedArea.PAGE + (index & 511) * 8, 8), entry);
  }
}
