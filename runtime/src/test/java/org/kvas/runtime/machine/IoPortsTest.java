package org.kvas.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kvas.devices.PortDevice;

class IoPortsTest {
  private final IoPorts ports = new IoPorts();
  private final List<String> log = new ArrayList<>();

  private PortDevice device(String name) {
    return new PortDevice() {
      @Override
      public int read(int offset, int size) {
        log.add("%s r%d@%d".formatted(name, size, offset));
        return 0x4433_2211 >>> 8 * (offset & 3);
      }

      @Override
      public void write(int offset, int size, int value) {
        log.add("%s w%d@%d=%x".formatted(name, size, offset, value));
      }
    };
  }

  @Test
  void nobodyReadsOnes() {
    assertThat(ports.read(0x80, 1)).isEqualTo(0xff);
    assertThat(ports.read(0x80, 2)).isEqualTo(0xffff);
    assertThat(ports.read(0x80, 4)).isEqualTo(-1);
    ports.write(0x80, 4, 1);
  }

  @Test
  void aDeviceGetsWhatItCovers() {
    ports.map(0xcf8, 8, device("pci"));
    assertThat(ports.read(0xcf8, 4)).isEqualTo(0x4433_2211);
    ports.write(0xcfc, 2, 0xabcd_ef01);
    assertThat(log).containsExactly("pci r4@0", "pci w2@4=ef01");
  }

  @Test
  void whatIsWiderThanItsDeviceIsSplit() {
    ports.map(0x60, 1, device("a"));
    ports.map(0x61, 1, device("b"));
    ports.write(0x60, 4, 0x0403_0201);
    assertThat(log).containsExactly("a w1@0=1", "b w1@0=2");
    assertThat(ports.read(0x60, 4)).isEqualTo(0xffff_1111);
  }

  @Test
  void aNarrowDeviceInsideAWideOneIsReachedByNarrowAccesses() {
    ports.map(0xcf8, 4, device("pci"));
    ports.map(0xcf9, 1, device("reset"));
    ports.write(0xcf8, 4, 0x8000_0000);
    ports.write(0xcf9, 1, 6);
    assertThat(log).containsExactly("pci w4@0=80000000", "reset w1@0=6");
  }

  @Test
  void whatAGuestMovesLiesBehindTheBoardAndUncoversWhatWasThere() {
    ports.map(0x3f8, 8, device("uart"));
    PortDevice first = device("first");
    PortDevice second = device("second");
    ports.mapMovable(0x3f0, 16, first);
    ports.mapMovable(0x3f0, 4, second);
    ports.read(0x3f8, 1);
    ports.read(0x3f0, 1);
    ports.unmapMovable(0x3f0, 4, second);
    ports.read(0x3f0, 1);
    ports.unmapMovable(0x3f0, 16, first);
    assertThat(ports.read(0x3f0, 1)).isEqualTo(0xff);
    assertThat(log).containsExactly("uart r1@0", "second r1@0", "first r1@0");
  }

  @Test
  void portNumbersWrapAt64K() {
    ports.map(0xffff, 1, device("last"));
    assertThat(ports.read(0xffff, 2)).isEqualTo(0xff11);
  }
}
