package org.kvas.runtime.machine;

import org.jspecify.annotations.Nullable;
import org.kvas.devices.PortDevice;
import org.kvas.runtime.vcpu.PortBus;

/**
 * The I/O ports of a machine. An access goes to the device at its first port if that device covers all of it; otherwise it is split in halves, as an ISA bus
 * splits what is wider than its devices.
 */
final class IoPorts implements PortBus {
  private static final int PORTS = 0x1_0000;
  private static final int PAGE = 256;

  private record Mapping(int base, int length, PortDevice device) {
    boolean covers(int port, int size) {
      return port + size <= base + length;
    }
  }

  private final @Nullable Mapping[] @Nullable [] pages = new Mapping[PORTS / PAGE][];

  /** Maps {@code length} ports; what was there before is hidden. */
  void map(int base, int length, PortDevice device) {
    if (base < 0 || length <= 0 || base + length > PORTS) {
      throw new IllegalArgumentException("no such ports: 0x%x + 0x%x".formatted(base, length));
    }
    var mapping = new Mapping(base, length, device);
    for (int port = base; port < base + length; port++) {
      put(port, mapping);
    }
  }

  /** Frees ports, whoever answered there. */
  void unmap(int base, int length) {
    for (int port = base; port < base + length && port < PORTS; port++) {
      put(port, null);
    }
  }

  private void put(int port, @Nullable Mapping mapping) {
    @Nullable Mapping[] page = pages[port / PAGE];
    if (page == null) {
      page = new Mapping[PAGE];
      pages[port / PAGE] = page;
    }
    page[port % PAGE] = mapping;
  }

  private @Nullable Mapping at(int port) {
    @Nullable Mapping[] page = pages[port / PAGE];
    return page == null ? null : page[port % PAGE];
  }

  @Override
  public int read(int port, int size) {
    int first = port & PORTS - 1;
    int ones = -1 >>> 32 - 8 * size;
    Mapping mapping = at(first);
    if (mapping != null && mapping.covers(first, size)) {
      return mapping.device.read(first - mapping.base, size) & ones;
    }
    if (size == 1) {
      return ones;
    }
    int half = size / 2;
    return read(first, half) | read(first + half, half) << 8 * half;
  }

  @Override
  public void write(int port, int size, int value) {
    int first = port & PORTS - 1;
    Mapping mapping = at(first);
    if (mapping != null && mapping.covers(first, size)) {
      mapping.device.write(first - mapping.base, size, value & -1 >>> 32 - 8 * size);
    } else if (size > 1) {
      int half = size / 2;
      write(first, half, value);
      write(first + half, half, value >>> 8 * half);
    }
  }
}
