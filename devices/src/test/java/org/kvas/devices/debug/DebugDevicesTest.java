package org.kvas.devices.debug;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DebugDevicesTest {
  @Test
  void debugExitShiftsTheValue() {
    List<Integer> status = new ArrayList<>();
    new IsaDebugExit(status::add).write(0, 4, 0x10);
    assertThat(status).containsExactly(0x21);
  }

  @Test
  void debugConsoleSaysItIsThere() {
    StringBuilder out = new StringBuilder();
    DebugConsole console = new DebugConsole(v -> out.append((char) v));
    assertThat(console.read(0, 1)).isEqualTo(0xe9);
    console.write(0, 1, 'A');
    console.write(0, 2, 'B' | 'C' << 8);
    assertThat(out.toString()).isEqualTo("ABC");
  }

  @Test
  void testDeviceLatchTakesAnySize() {
    // kvm-unit-tests, x86/vmexit.c and x86/ioram tests: parts of the latch are seen where they were
    // written.
    PcTestDevice device = new PcTestDevice(i -> level -> {}, page -> {});
    device.latchPorts().write(0, 4, 0x12345678);
    device.latchPorts().write(1, 1, 0xab);
    assertThat(device.latchPorts().read(0, 4)).isEqualTo(0x1234ab78);
    device.latchPorts().write(2, 2, 0xcdef);
    assertThat(device.latchPorts().read(0, 4)).isEqualTo(0xcdefab78);
    assertThat(device.latchPorts().read(3, 1)).isEqualTo(0xcd);
  }

  @Test
  void testDeviceDrivesLinesAndMemory() {
    List<String> lines = new ArrayList<>();
    List<Long> flushed = new ArrayList<>();
    PcTestDevice device = new PcTestDevice(i -> level -> lines.add(i + "=" + level), flushed::add);
    device.linePorts().write(0x0e, 1, 1);
    device.linePorts().write(0x0e, 1, 0);
    assertThat(lines).containsExactly("14=true", "14=false");
    device.flushPort().write(0, 4, 0x8000_1234);
    assertThat(flushed).containsExactly(0x8000_1000L);
    device.memory().write(8, 8, 0x1122334455667788L);
    assertThat(device.memory().read(10, 4)).isEqualTo(0x33445566L);
  }
}
