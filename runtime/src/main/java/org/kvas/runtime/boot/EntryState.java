package org.kvas.runtime.boot;

/**
 * The state of the boot processor when the first instruction of an image runs. All else is as after
 * power-on.
 */
public sealed interface EntryState {
  /** The reset vector: SDM Vol. 3A, 9.1.4. */
  record Reset() implements EntryState {}

  /**
   * 32-bit protected mode with paging off: flat segments, interrupts off, CR0 = PE.
   *
   * @param tss whether TR holds a busy 32-bit TSS at base 0 with limit 0x67, as PVH asks for
   */
  record Protected32(
      int eip,
      int codeSelector,
      int dataSelector,
      int eax,
      int ebx,
      int esi,
      int esp,
      long gdt,
      int gdtLimit,
      boolean tss)
      implements EntryState {}

  /** 64-bit mode: flat segments, interrupts off, paging on with the tables at {@code cr3}. */
  record Long64(
      long rip,
      int codeSelector,
      int dataSelector,
      long rsi,
      long rsp,
      long cr3,
      long gdt,
      int gdtLimit)
      implements EntryState {}
}
