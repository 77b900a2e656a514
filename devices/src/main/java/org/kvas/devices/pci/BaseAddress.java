package org.kvas.devices.pci;

import org.kvas.devices.MmioDevice;
import org.kvas.devices.PortDevice;

/** A base address register's range, and where it is mapped now. PCI 3.0, 6.2.5.1. */
abstract sealed class BaseAddress {
  static final long UNMAPPED = -1;

  private long mappedAt = UNMAPPED;

  /** Bytes or ports: a power of two. */
  abstract long size();

  /** The register's read-only low bits. */
  abstract int typeBits();

  /** The COMMAND bit that lets it decode. */
  abstract int commandBit();

  /** Whether it takes two registers. */
  abstract boolean wide();

  abstract void map(long base, PciAddressSpaces spaces);

  abstract void unmap(long base, PciAddressSpaces spaces);

  /**
   * Address 0 is what an unassigned register holds, and the top of the space what sizing leaves
   * there.
   */
  boolean isDecodable(long base) {
    return base != 0 && base + size() - 1 < limit() && base + size() > base;
  }

  abstract long limit();

  final void moveTo(long base, PciAddressSpaces spaces) {
    if (base == mappedAt) {
      return;
    }
    if (mappedAt != UNMAPPED) {
      unmap(mappedAt, spaces);
    }
    mappedAt = base;
    if (base != UNMAPPED) {
      map(base, spaces);
    }
  }

  static final class Ports extends BaseAddress {
    private final int size;
    private final PortDevice device;

    Ports(int size, PortDevice device) {
      this.size = size;
      this.device = device;
    }

    @Override
    long size() {
      return size;
    }

    @Override
    int typeBits() {
      return 1;
    }

    @Override
    int commandBit() {
      return PciFunction.COMMAND_IO;
    }

    @Override
    boolean wide() {
      return false;
    }

    @Override
    long limit() {
      return 0x1_0000;
    }

    @Override
    void map(long base, PciAddressSpaces spaces) {
      spaces.mapPorts((int) base, size, device);
    }

    @Override
    void unmap(long base, PciAddressSpaces spaces) {
      spaces.unmapPorts((int) base, size, device);
    }
  }

  static final class Memory extends BaseAddress {
    private final long size;
    private final boolean wide;
    private final boolean prefetchable;
    private final MmioDevice device;

    Memory(long size, boolean wide, boolean prefetchable, MmioDevice device) {
      this.size = size;
      this.wide = wide;
      this.prefetchable = prefetchable;
      this.device = device;
    }

    @Override
    long size() {
      return size;
    }

    @Override
    int typeBits() {
      return (wide ? 4 : 0) | (prefetchable ? 8 : 0);
    }

    @Override
    int commandBit() {
      return PciFunction.COMMAND_MEMORY;
    }

    @Override
    boolean wide() {
      return wide;
    }

    @Override
    long limit() {
      return wide ? 1L << 52 : 0xffff_ffffL;
    }

    @Override
    void map(long base, PciAddressSpaces spaces) {
      spaces.mapMemory(base, size, device);
    }

    @Override
    void unmap(long base, PciAddressSpaces spaces) {
      spaces.unmapMemory(base, size, device);
    }
  }
}
