package org.kvas.devices.acpi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.kvas.devices.ManualClock;
import org.kvas.devices.PortDevice;
import org.kvas.devices.Probe;

class AcpiPowerManagementTest {
  private final ManualClock clock = new ManualClock();
  private final Probe sci = new Probe();
  private int powerOffs;
  private final AcpiPowerManagement pm = new AcpiPowerManagement(clock, sci, () -> powerOffs++);

  @Test
  void timerCountsAtItsFrequency() {
    clock.advance(1_000_000_000L);
    assertThat(pm.read(8, 4)).isEqualTo(3_579_545);
    clock.advance(4_000_000_000L);
    assertThat(pm.read(8, 4)).as("24 bits").isEqualTo(5 * 3_579_545 & 0xff_ffff);
    assertThat(pm.read(9, 1)).isEqualTo(5 * 3_579_545 >> 8 & 0xff);
  }

  @Test
  void acpiIsEnabledThroughTheSmiCommandPort() {
    PortDevice smi = pm.smiCommandPorts();
    assertThat(pm.read(4, 2) & 1).isZero();
    smi.write(0, 1, AcpiPowerManagement.ACPI_ENABLE);
    assertThat(pm.read(4, 2) & 1).isEqualTo(1);
    smi.write(0, 1, AcpiPowerManagement.ACPI_DISABLE);
    assertThat(pm.read(4, 2) & 1).isZero();
  }

  @Test
  void softOff() {
    pm.write(4, 2, 1 << 13 | 1 << 10);
    assertThat(powerOffs).as("another sleep type").isZero();
    pm.write(4, 2, 1 << 13 | AcpiPowerManagement.SLEEP_TYPE_S5 << 10);
    assertThat(powerOffs).isEqualTo(1);
    assertThat(pm.read(4, 2) & 1 << 13).as("SLP_EN is write-only").isZero();
  }

  @Test
  void powerButtonRaisesSci() {
    pm.enableAcpi(true);
    pm.write(2, 2, 0x0100);
    pm.pressPowerButton();
    assertThat(sci.level()).isTrue();
    assertThat(pm.read(0, 2)).isEqualTo(0x0100);
    pm.write(0, 2, 0x0100);
    assertThat(sci.level()).isFalse();
  }

  @Test
  void timerOverflowRaisesSci() {
    pm.enableAcpi(true);
    pm.write(2, 2, 1);
    clock.advance(2_300_000_000L);
    assertThat(sci.level()).isFalse();
    clock.advance(50_000_000L); // 2^23 ticks take 2.3435 s
    assertThat(sci.level()).isTrue();
    pm.write(0, 2, 1);
    assertThat(sci.level()).isFalse();
    clock.advance(2_343_500_000L);
    assertThat(sci.edges()).isEqualTo(2);
  }

  @Test
  void generalEvents() {
    pm.enableAcpi(true);
    pm.write(14, 2, 1 << 9);
    pm.raiseGeneralEvent(9);
    assertThat(sci.level()).isTrue();
    pm.write(12, 2, 1 << 9);
    assertThat(sci.level()).isFalse();
  }

  @Test
  void resetControlPulsesOnItsRisingEdge() {
    int[] resets = new int[2];
    ResetControl control = new ResetControl(() -> resets[0]++, () -> resets[1]++);
    control.writeByte(0, 0x02);
    assertThat(resets).containsExactly(0, 0);
    control.writeByte(0, 0x06);
    assertThat(resets).containsExactly(1, 0);
    control.writeByte(0, 0x00);
    control.writeByte(0, 0x04);
    assertThat(resets).containsExactly(1, 1);
  }
}
