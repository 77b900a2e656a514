package org.kvas.runtime.mmu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.kvas.devices.GuestMemory;
import org.kvas.runtime.mmu.MemoryRegion.Mmio;
import org.kvas.runtime.mmu.MemoryRegion.Ram;
import org.kvas.runtime.mmu.MemoryRegion.Rom;
import org.kvas.runtime.mmu.MemoryRegion.Shadow;
import org.kvas.runtime.mmu.MemoryRegion.Sparse;
import org.kvas.runtime.mmu.MemoryRegion.Unassigned;
import org.kvas.translator.state.HostMemory;

/**
 * Guest-physical addresses: regions in layers, of which the highest at an address answers. Where
 * there is none, reads give ones and writes are lost.
 *
 * <p>The processors' view ({@link #hostPage}, {@link #read(long, int)}, {@link #write(long, int,
 * long)}) goes through the A20 gate; the bus masters' view ({@link GuestMemory}) does not, and
 * reaches memory only, never another device's registers.
 */
public final class AddressSpace implements GuestMemory {
  /** Behind memory: where PCI devices answer when their bars are moved about. */
  public static final int LAYER_PCI = 0;

  public static final int LAYER_MEMORY = 1;

  /** In front of memory: windows the chipset cuts into it. */
  public static final int LAYER_CHIPSET = 2;

  private static final long A20 = 1L << 20;
  private static final int PAGE = 4096;

  /** A region and the layer it is mapped in. */
  public record Layered(int layer, MemoryRegion region) {}

  /** What is mapped where, from the bottom up, and the A20 gate. */
  public record Layout(List<Layered> layers, boolean a20) {}

  private final List<Layered> layers = new ArrayList<>();
  private final List<Runnable> listeners = new ArrayList<>();
  private PageWriteListener busMasterWrites = PageWriteListener.NONE;
  private DeviceAccessListener deviceAccesses = DeviceAccessListener.NONE;
  private FlatMap map = new FlatMap(List.of());
  private long addressMask = -1;

  /** The range of the last access: devices are polled. */
  private int last = -1;

  /** Hears of every change of what lies where: TLBs must forget what they know. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  public void onBusMasterWrite(PageWriteListener listener) {
    busMasterWrites = listener;
  }

  /** One more that hears of bus masters' writes, after those before it. */
  public void alsoOnBusMasterWrite(PageWriteListener listener) {
    PageWriteListener before = busMasterWrites;
    busMasterWrites =
        (address, length) -> {
          before.written(address, length);
          listener.written(address, length);
        };
  }

  /** Hears of the processors' accesses to devices. */
  public void onDeviceAccess(DeviceAccessListener listener) {
    deviceAccesses = listener;
  }

  public Layout layout() {
    return new Layout(List.copyOf(layers), a20());
  }

  /**
   * Maps what another space maps, each region replaced by its counterpart here, and nothing else.
   */
  public void adopt(Layout layout, UnaryOperator<MemoryRegion> counterpart) {
    layers.clear();
    layout.layers.forEach(
        layered -> layers.add(new Layered(layered.layer, counterpart.apply(layered.region))));
    addressMask = layout.a20 ? -1 : ~A20;
    changed();
  }

  /** Maps at {@link #LAYER_MEMORY}. */
  public void map(MemoryRegion region) {
    map(LAYER_MEMORY, region);
  }

  /** Maps on top of everything in the same and lower layers. */
  public void map(int layer, MemoryRegion region) {
    int index = 0;
    while (index < layers.size() && layers.get(index).layer <= layer) {
      index++;
    }
    layers.add(index, new Layered(layer, region));
    changed();
  }

  /** Removes a region (by equality); nothing happens if it is not mapped. */
  public void unmap(MemoryRegion region) {
    if (layers.removeIf(layered -> layered.region.equals(region))) {
      changed();
    }
  }

  /** Swaps regions in one change. */
  public void remap(int layer, List<? extends MemoryRegion> old, List<? extends MemoryRegion> now) {
    layers.removeIf(layered -> old.contains(layered.region));
    int index = 0;
    while (index < layers.size() && layers.get(index).layer <= layer) {
      index++;
    }
    for (MemoryRegion region : now) {
      layers.add(index++, new Layered(layer, region));
    }
    changed();
  }

  private void changed() {
    map = new FlatMap(layers.stream().map(Layered::region).toList());
    last = -1;
    listeners.forEach(Runnable::run);
  }

  /** Opens or closes the A20 gate; closed, address bit 20 reads 0. */
  public void setA20(boolean open) {
    long mask = open ? -1 : ~A20;
    if (mask != addressMask) {
      addressMask = mask;
      listeners.forEach(Runnable::run);
    }
  }

  public boolean a20() {
    return addressMask == -1;
  }

  /** What a processor's address becomes behind the A20 gate. */
  public long gated(long address) {
    return address & addressMask;
  }

  /**
   * Host address of the page that holds {@code address} if plain memory answers all of it (for
   * writes: RAM), else 0.
   */
  public long hostPage(long address, boolean forWrite) {
    long page = address & -PAGE & addressMask;
    int index = find(page, PAGE);
    return index < 0 ? 0 : hostAddress(map.region(index), page, forWrite);
  }

  private static long hostAddress(MemoryRegion region, long address, boolean forWrite) {
    return switch (region) {
      case Ram ram -> ram.memory().address(ram.offset() + address - ram.base(), 1);
      case Sparse sparse -> sparse.memory().page(address - sparse.base()) + (address & PAGE - 1);
      case Rom rom -> forWrite ? 0 : rom.memory().address(rom.offset() + address - rom.base(), 1);
      case Shadow shadow ->
          hostAddress(forWrite ? shadow.writes() : shadow.reads(), address, forWrite);
      case Mmio _, Unassigned _ -> 0;
    };
  }

  /** The range that holds all of the access, or -1. */
  private int find(long address, int length) {
    if (!map.contains(last, address, length)) {
      int index = map.find(address);
      if (!map.contains(index, address, length)) {
        return -1;
      }
      last = index;
    }
    return last;
  }

  /** A processor's read of 1, 2, 4 or 8 bytes, zero-extended. */
  public long read(long address, int size) {
    long masked = address & addressMask;
    int index = find(masked, size);
    if (index >= 0) {
      return read(map.region(index), masked, size);
    }
    if (size == 1) {
      return 0xff;
    }
    long value = 0;
    for (int i = 0; i < size; i++) {
      value |= read(address + i, 1) << 8 * i;
    }
    return value;
  }

  private long read(MemoryRegion region, long address, int size) {
    long ones = -1L >>> 64 - 8 * size;
    return switch (region) {
      case Mmio mmio -> {
        long value = mmio.device().read(address - mmio.base(), size) & ones;
        deviceAccesses.read(address, size, value);
        yield value;
      }
      case Unassigned _ -> ones;
      case Shadow shadow -> read(shadow.reads(), address, size);
      case Ram _, Sparse _, Rom _ -> load(hostAddress(region, address, false), size);
    };
  }

  private static long load(long host, int size) {
    return switch (size) {
      case 1 -> HostMemory.getByte(host) & 0xffL;
      case 2 -> HostMemory.getShort(host) & 0xffffL;
      case 4 -> HostMemory.getInt(host) & 0xffffffffL;
      default -> HostMemory.getLong(host);
    };
  }

  /**
   * A processor's write of 1, 2, 4 or 8 bytes. The processor looks after code translated from there
   * itself.
   */
  public void write(long address, int size, long value) {
    long masked = address & addressMask;
    int index = find(masked, size);
    if (index >= 0) {
      write(map.region(index), masked, size, value);
    } else if (size > 1) {
      for (int i = 0; i < size; i++) {
        write(address + i, 1, value >>> 8 * i & 0xff);
      }
    }
  }

  private void write(MemoryRegion region, long address, int size, long value) {
    switch (region) {
      case Mmio mmio -> {
        mmio.device().write(address - mmio.base(), size, value);
        deviceAccesses.written(address, size, value);
      }
      case Shadow shadow -> write(shadow.writes(), address, size, value);
      case Ram _, Sparse _ -> store(hostAddress(region, address, true), size, value);
      case Rom _, Unassigned _ -> {}
    }
  }

  private static void store(long host, int size, long value) {
    switch (size) {
      case 1 -> HostMemory.putByte(host, (byte) value);
      case 2 -> HostMemory.putShort(host, (short) value);
      case 4 -> HostMemory.putInt(host, (int) value);
      default -> HostMemory.putLong(host, value);
    }
  }

  @Override
  public void read(long address, byte[] into, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, into.length);
    for (int done = 0; done < length; ) {
      long at = address + done;
      int index = map.find(at);
      int chunk = chunk(index, at, length - done);
      long host = index < 0 ? 0 : hostAddress(map.region(index), at, false);
      if (host != 0) {
        HostMemory.read(host, into, offset + done, chunk);
      } else {
        Arrays.fill(into, offset + done, offset + done + chunk, (byte) 0xff);
      }
      done += chunk;
    }
  }

  @Override
  public void write(long address, byte[] from, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, from.length);
    for (int done = 0; done < length; ) {
      long at = address + done;
      int index = map.find(at);
      int chunk = chunk(index, at, length - done);
      long host = index < 0 ? 0 : hostAddress(map.region(index), at, true);
      if (host != 0) {
        HostMemory.write(from, offset + done, host, chunk);
        busMasterWrites.written(at, chunk);
      }
      done += chunk;
    }
  }

  private int chunk(int index, long address, int limit) {
    if (index < 0) {
      return map.gap(address, limit);
    }
    int most =
        map.region(index) instanceof Sparse
            ? (int) Math.min(limit, PAGE - (address & PAGE - 1))
            : limit;
    return (int) Math.min(most, map.end(index) - address);
  }
}
