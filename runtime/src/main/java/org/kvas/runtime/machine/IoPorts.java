package org.kvas.runtime.machine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kvas.devices.PortDevice;
import org.kvas.runtime.vcpu.PortBus;

/**
 * The I/O ports of a machine. An access goes to the device at its first port if that device covers
 * all of it; otherwise it is split in halves, as an ISA bus splits what is wider than its devices.
 *
 * <p>The board's fixed devices answer before what a guest maps by PCI.
 */
final class IoPorts implements PortBus {
  private static final int PORTS = 0x1_0000;

  private final PortTable fixed = new PortTable();
  private final PortTable movable = new PortTable();
  private final List<Mapping> moved = new ArrayList<>();

  record Mapping(int base, int length, PortDevice device) {
    Mapping {
      if (base < 0 || length <= 0 || base + length > PORTS) {
        throw new IllegalArgumentException("no such ports: 0x%x + 0x%x".formatted(base, length));
      }
    }

    boolean covers(int port, int size) {
      return port + size <= base + length;
    }
  }

  /** Maps a device of the board; what the board had there before is hidden. */
  void map(int base, int length, PortDevice device) {
    fixed.put(new Mapping(base, length, device));
  }

  /** Maps a device where the guest wants it, above what it has mapped before. */
  void mapMovable(int base, int length, PortDevice device) {
    var mapping = new Mapping(base, length, device);
    moved.add(mapping);
    movable.put(mapping);
  }

  /** Undoes {@link #mapMovable}. */
  void unmapMovable(int base, int length, PortDevice device) {
    var mapping = new Mapping(base, length, device);
    if (moved.remove(mapping)) {
      movable.clear(mapping);
      moved.forEach(movable::put);
    }
  }

  private @Nullable Mapping at(int port) {
    Mapping mapping = fixed.at(port);
    return mapping != null ? mapping : movable.at(port);
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

  /** Who answers at each port; pages of 256 ports exist once they are used. */
  private static final class PortTable {
    private static final int PAGE = 256;

    private final @Nullable Mapping[] @Nullable [] pages = new Mapping[PORTS / PAGE][];

    void put(Mapping mapping) {
      for (int port = mapping.base; port < mapping.base + mapping.length; port++) {
        put(port, mapping);
      }
    }

    void clear(Mapping mapping) {
      for (int port = mapping.base; port < mapping.base + mapping.length; port++) {
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

    @Nullable Mapping at(int port) {
      @Nullable Mapping[] page = pages[port / PAGE];
      return page == null ? null : page[port % PAGE];
    }
  }
}
