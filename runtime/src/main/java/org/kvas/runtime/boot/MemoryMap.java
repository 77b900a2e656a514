package org.kvas.runtime.boot;

import java.util.List;

/**
 * Guest-physical memory as firmware describes it to an operating system (ACPI 6.5, table 15.10).
 *
 * @param entries ascending, disjoint
 */
public record MemoryMap(List<Entry> entries) {
  public static final int RAM = 1;
  public static final int RESERVED = 2;
  public static final int ACPI_RECLAIMABLE = 3;

  private static final long MIB = 1L << 20;

  public record Entry(long address, long length, int type) {
    public long end() {
      return address + length;
    }
  }

  public MemoryMap {
    entries = List.copyOf(entries);
  }

  /** Whether all of the range is RAM. */
  public boolean isRam(long address, long length) {
    return length >= 0
        && entries.stream()
            .anyMatch(
                e ->
                    e.type == RAM
                        && address >= e.address
                        && length <= e.length
                        && address - e.address <= e.length - length);
  }

  /** The end of the RAM that starts at 1 MiB, or 1 MiB if there is none. */
  public long lowTop() {
    return entries.stream()
        .filter(e -> e.type == RAM && e.address == MIB)
        .mapToLong(Entry::end)
        .findFirst()
        .orElse(MIB);
  }

  /** The end of conventional memory, below 640 KiB. */
  public long conventionalTop() {
    return entries.stream()
        .filter(e -> e.type == RAM && e.address == 0)
        .mapToLong(Entry::end)
        .findFirst()
        .orElse(0);
  }

  /** Bytes of RAM in all. */
  public long ramBytes() {
    return entries.stream().filter(e -> e.type == RAM).mapToLong(Entry::length).sum();
  }
}
