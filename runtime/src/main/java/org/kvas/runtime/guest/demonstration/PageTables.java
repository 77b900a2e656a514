package org.kvas.runtime.guest.demonstration;

import static org.kvas.runtime.guest.demonstration.MemoryLayout.KERNEL_PAGE_DIRECTORY;
import static org.kvas.runtime.guest.demonstration.MemoryLayout.PAGE;
import static org.kvas.translator.x86.assemble.Pointer.dword;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.util.List;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/**
 * An address space for each task. All have the kernel in the first GiB, by 2 MiB pages that ring 3
 * cannot touch; a task's own pages are two of 4 KiB: code that it cannot write, and data that it
 * cannot execute. SDM Vol. 3A 4.5.
 */
final class PageTables {
  private static final int PRESENT = 1;
  private static final int WRITABLE = 2;
  private static final int USER = 4;
  private static final int LARGE = 1 << 7;
  private static final int NO_EXECUTE_HIGH = 1 << 31;
  private static final int TABLE = PRESENT | WRITABLE | USER;
  private static final int LARGE_PAGE = 2 << 20;
  private static final int ENTRIES = 512;

  private PageTables() {}

  /**
   * 32-bit code that builds them, in cleared memory.
   *
   * @param code the page with each task's code
   */
  static void build(Assembler a, List<Label> code) {
    a.mov(EDI, KERNEL_PAGE_DIRECTORY).mov(ECX, ENTRIES).mov(EAX, PRESENT | WRITABLE | LARGE);
    Label next = a.here();
    a.mov(dword(EDI), EAX).add(EAX, LARGE_PAGE).add(EDI, 8).loop(next);
    for (int task = 0; task < code.size(); task++) {
      int pml4 = MemoryLayout.pageTables(task);
      int pointers = pml4 + PAGE;
      int directory = pointers + PAGE;
      int table = directory + PAGE;
      entry(a, pml4, 0, pointers | TABLE);
      entry(a, pointers, 0, KERNEL_PAGE_DIRECTORY | PRESENT | WRITABLE);
      entry(a, pointers, MemoryLayout.USER_CODE >>> 30, directory | TABLE);
      entry(a, directory, 0, table | TABLE);
      a.mov(EAX, code.get(task)).or(EAX, PRESENT | USER).mov(dword(table), EAX);
      entry(a, table, 1, MemoryLayout.data(task) | TABLE);
      a.mov(dword(table + 12), NO_EXECUTE_HIGH);
    }
  }

  /** The high half of the entry stays zero. */
  private static void entry(Assembler a, int table, int index, int value) {
    a.mov(dword(table + 8 * index), value);
  }
}
