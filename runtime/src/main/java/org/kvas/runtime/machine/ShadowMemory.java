package org.kvas.runtime.machine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kvas.devices.pci.I440FxHostBridge;
import org.kvas.runtime.boot.FirmwareImage;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.GuestRam;
import org.kvas.runtime.mmu.MemoryRegion;

/**
 * c0000h to fffffh, where the host bridge decides piece by piece whether RAM answers or the
 * firmware ROM (or nothing) behind it.
 */
final class ShadowMemory implements I440FxHostBridge.AttributeListener {
  private final AddressSpace space;
  private final GuestRam ram;
  private final MemoryRegion.@Nullable Rom alias;
  private final List<MemoryRegion> mapped = new ArrayList<>();

  /** Nothing is hidden until the bridge says so. */
  ShadowMemory(AddressSpace space, GuestRam ram, @Nullable FirmwareImage firmware) {
    this.space = space;
    this.ram = ram;
    this.alias = firmware == null ? null : firmware.lowAlias();
  }

  @Override
  public void changed(int start, int length, boolean readsRam, boolean writesRam) {
    List<MemoryRegion> old = mapped.stream().filter(region -> region.base() == start).toList();
    List<MemoryRegion> now = overlay(start, length, readsRam, writesRam);
    mapped.removeAll(old);
    mapped.addAll(now);
    space.remap(AddressSpace.LAYER_CHIPSET, old, now);
  }

  private List<MemoryRegion> overlay(int start, int length, boolean readsRam, boolean writesRam) {
    if (readsRam) {
      return writesRam ? List.of() : List.of(new MemoryRegion.Rom(start, length, ram, start));
    }
    MemoryRegion behind = behind(start, length);
    return List.of(
        writesRam
            ? new MemoryRegion.Shadow(behind, new MemoryRegion.Ram(start, length, ram, start))
            : behind);
  }

  private MemoryRegion behind(int start, int length) {
    return alias != null && start >= alias.base() && start + length <= alias.end()
        ? new MemoryRegion.Rom(start, length, alias.memory(), alias.offset() + start - alias.base())
        : new MemoryRegion.Unassigned(start, length);
  }
}
