package org.kvas.runtime.guest.demonstration;

/**
 * Where things are. Below 1 GiB linear and physical addresses are the same; above is what only a
 * task sees, each its own pages at the same addresses.
 */
final class MemoryLayout {
  static final int PAGE = 0x1000;
  static final int TASKS = 2;

  /** Kernel code and data and the tasks' code, as loaded. */
  static final int IMAGE = 0x10_0000;

  /** From here on nothing is loaded, and the kernel clears it. */
  static final int CLEARED = 0x11_0000;

  /** Maps the first GiB, for the kernel only. */
  static final int KERNEL_PAGE_DIRECTORY = CLEARED;

  private static final int TASK_TABLES = CLEARED + PAGE;
  private static final int TABLES_OF_A_TASK = 4 * PAGE;
  private static final int TASK_DATA = TASK_TABLES + TASKS * TABLES_OF_A_TASK;
  private static final int KERNEL_STACKS = TASK_DATA + TASKS * PAGE;

  static final int INTERRUPT_DESCRIPTORS = KERNEL_STACKS + TASKS * PAGE;
  static final int TASK_STATE_SEGMENT = INTERRUPT_DESCRIPTORS + PAGE;
  static final int END = TASK_STATE_SEGMENT + PAGE;

  static final int USER_CODE = 0x4000_0000;
  static final int USER_DATA = USER_CODE + PAGE;
  static final int USER_STACK_TOP = USER_DATA + PAGE;

  private MemoryLayout() {}

  /**
   * The task's PML4, page-directory-pointer table, page directory and page table follow each other.
   */
  static int pageTables(int task) {
    return TASK_TABLES + task * TABLES_OF_A_TASK;
  }

  /** The physical page behind {@link #USER_DATA}. */
  static int data(int task) {
    return TASK_DATA + task * PAGE;
  }

  static int kernelStackTop(int task) {
    return KERNEL_STACKS + (task + 1) * PAGE;
  }
}
