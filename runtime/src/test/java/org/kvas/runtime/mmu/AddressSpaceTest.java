package org.kvas.runtime.mmu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kvas.devices.MmioDevice;

class AddressSpaceTest {
  private final GuestRam ram = new GuestRam(0x20_0000);
  private final GuestRam rom = new GuestRam(0x2000);
  private final AddressSpace space = new AddressSpace();
  private final List<String> log = new ArrayList<>();
  private final MmioDevice device =
      new MmioDevice() {
        @Override
        public long read(long offset, int size) {
          log.add("r%d@%x".formatted(size, offset));
          return 0x1122_3344_5566_7788L;
        }

        @Override
        public void write(long offset, int size, long value) {
          log.add("w%d@%x=%x".formatted(size, offset, value));
        }
      };

  AddressSpaceTest() {
    space.map(new MemoryRegion.Ram(0, ram));
    space.map(AddressSpace.LAYER_CHIPSET, new MemoryRegion.Rom(0xf_e000, 0x2000, rom, 0));
    space.map(AddressSpace.LAYER_CHIPSET, new MemoryRegion.Mmio(0xa_0000, 0x200, device));
    rom.write(0, new byte[] {0x55, (byte) 0xaa}, 0, 2);
  }

  @AfterEach
  void free() {
    ram.close();
    rom.close();
  }

  @Test
  void freshMemoryReadsZero() {
    assertThat(space.read(0x1000, 8)).isZero();
  }

  @Test
  void ramIsLittleEndianAtAnyAlignment() {
    space.write(0x1ffd, 8, 0x0102_0304_0506_0708L);
    assertThat(space.read(0x1ffd, 1)).isEqualTo(8);
    assertThat(space.read(0x1fff, 2)).isEqualTo(0x0506);
    assertThat(space.read(0x1ffd, 8)).isEqualTo(0x0102_0304_0506_0708L);
  }

  @Test
  void romIgnoresWrites() {
    space.write(0xf_e000, 2, 0);
    assertThat(space.read(0xf_e000, 2)).isEqualTo(0xaa55);
    assertThat(space.hostPage(0xf_e123, false)).isNotZero();
    assertThat(space.hostPage(0xf_e123, true)).isZero();
  }

  @Test
  void aWindowHidesTheMemoryBelowIt() {
    assertThat(space.read(0xa_0004, 4)).isEqualTo(0x5566_7788L);
    space.write(0xa_0008, 1, 7);
    assertThat(log).containsExactly("r4@4", "w1@8=7");
    assertThat(space.hostPage(0xa_0000, false)).as("a page that a window shares").isZero();
  }

  @Test
  void anAccessAcrossABorderIsSplit() {
    space.write(0xa_01fe, 4, 0x0403_0201);
    assertThat(log).containsExactly("w1@1fe=1", "w1@1ff=2");
    assertThat(space.read(0xa_0200, 2)).isEqualTo(0x0403);
  }

  @Test
  void nothingReadsOnes() {
    assertThat(space.read(0x20_0000, 8)).isEqualTo(-1);
    assertThat(space.read(0x1f_ffff, 2)).isEqualTo(0xff00);
    space.write(0x4000_0000, 8, 1);
    assertThat(space.read(0x4000_0000, 1)).isEqualTo(0xff);
  }

  @Test
  void a20MasksProcessorsOnly() {
    space.write(0x10_0000, 1, 0x11);
    space.write(0, 1, 0x22);
    space.setA20(false);
    assertThat(space.read(0x10_0000, 1)).isEqualTo(0x22);
    assertThat(space.hostPage(0x10_0000, false)).isEqualTo(space.hostPage(0, false));
    byte[] master = new byte[1];
    space.read(0x10_0000, master, 0, 1);
    assertThat(master[0]).isEqualTo((byte) 0x11);
  }

  @Test
  void changesAreHeard() {
    space.onChange(() -> log.add("changed"));
    space.setA20(false);
    space.setA20(false);
    var bar = new MemoryRegion.Mmio(0xfe00_0000L, 0x1000, device);
    space.map(AddressSpace.LAYER_PCI, bar);
    space.unmap(bar);
    space.unmap(bar);
    assertThat(log).containsExactly("changed", "changed", "changed");
  }

  @Test
  void pciLiesBehindMemory() {
    space.map(AddressSpace.LAYER_PCI, new MemoryRegion.Mmio(0, 0x1_0000_0000L, device));
    space.write(0x100, 4, 5);
    assertThat(space.read(0x100, 4)).isEqualTo(5);
    space.read(0x20_0000, 4);
    assertThat(log).containsExactly("r4@200000");
  }

  @Test
  void aShadowReadsRomAndWritesRam() {
    var reads = new MemoryRegion.Rom(0xf_e000, 0x2000, rom, 0);
    var writes = new MemoryRegion.Ram(0xf_e000, 0x2000, ram, 0xf_e000);
    space.remap(
        AddressSpace.LAYER_CHIPSET,
        List.of(reads),
        List.of(new MemoryRegion.Shadow(reads, writes)));
    space.write(0xf_e000, 2, 0x1234);
    assertThat(space.read(0xf_e000, 2)).isEqualTo(0xaa55);
    space.remap(
        AddressSpace.LAYER_CHIPSET, List.of(new MemoryRegion.Shadow(reads, writes)), List.of());
    assertThat(space.read(0xf_e000, 2)).isEqualTo(0x1234);
  }

  @Test
  void busMastersReachMemoryOnly() {
    var written = new ArrayList<String>();
    space.onBusMasterWrite((address, length) -> written.add("%x+%x".formatted(address, length)));
    byte[] data = new byte[0x600];
    Arrays.fill(data, (byte) 0x5a);
    space.write(0x9_fe00, data, 0, data.length);
    assertThat(written).containsExactly("9fe00+200", "a0200+200");
    byte[] back = new byte[0x600];
    space.read(0x9_fe00, back, 0, back.length);
    assertThat(back[0x1ff]).isEqualTo((byte) 0x5a);
    assertThat(back[0x200]).isEqualTo((byte) 0xff);
    assertThat(back[0x400]).isEqualTo((byte) 0x5a);
    assertThat(log).isEmpty();
    space.read(0x1f_fff0, back, 0, 0x20);
    assertThat(back[0x10]).isEqualTo((byte) 0xff);
  }

  @Test
  void busMastersMayAimAnywhere() {
    byte[] data = new byte[16];
    for (long address : new long[] {Long.MIN_VALUE, -8, Long.MAX_VALUE - 3, 1L << 52}) {
      space.read(address, data, 0, 16);
      assertThat(data[0]).isEqualTo((byte) 0xff);
    }
  }

  @Test
  void guestRamChecksItsBounds() {
    assertThatThrownBy(() -> ram.write(0x1f_ffff, new byte[2], 0, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> ram.address(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
