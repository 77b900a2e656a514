package org.kvas.devices.acpi;

import org.kvas.devices.BytePortDevice;
import org.kvas.devices.DeviceState;
import org.kvas.devices.IrqLine;
import org.kvas.devices.PortDevice;
import org.kvas.devices.VirtualClock;

/**
 * PIIX4's ACPI registers: PM1 status, enable and control, the timer at offset 8, and 16 general
 * purpose events at offset 12. ACPI 6.5, 4.8.3 and 4.8.4; Intel 82371AB data sheet, 7.2.
 *
 * <p>Sleeping is S5 (power off) and nothing else; throttling, device monitors and the legacy SMI
 * sources of PIIX4 read as zero.
 */
public final class AcpiPowerManagement implements BytePortDevice {
  /** Ports at the base. */
  public static final int LENGTH = 64;

  public static final int TIMER_OFFSET = 8;
  public static final int GPE0_OFFSET = 12;
  public static final int GPE0_LENGTH = 4;

  /** SLP_TYP of soft off: what the DSDT's \_S5 says. */
  public static final int SLEEP_TYPE_S5 = 0;

  /** What FADT's ACPI_ENABLE and ACPI_DISABLE say; written to port b2h. */
  public static final int ACPI_ENABLE = 0xf1;

  public static final int ACPI_DISABLE = 0xf0;

  private static final int STATUS_TIMER = 0x0001;
  private static final int STATUS_POWER_BUTTON = 0x0100;
  private static final int STATUS_WRITABLE = 0x8d31;
  private static final int ENABLE_WRITABLE = 0x0521;
  private static final int CONTROL_SCI_ENABLE = 0x0001;
  private static final int CONTROL_WRITABLE = 0x1c07;
  private static final int CONTROL_SLEEP = 0x2000;

  private final AcpiPmTimer pmTimer;
  private final IrqLine sci;
  private final Runnable powerOff;
  private final VirtualClock.Timer overflow;

  private int status;
  private int enable;
  private int control;
  private int generalStatus;
  private int generalEnable;
  private long seenHalves;

  /**
   * @param sci the system control interrupt, level-triggered: IRQ 9
   * @param powerOff runs when the guest enters S5
   */
  public AcpiPowerManagement(VirtualClock clock, IrqLine sci, Runnable powerOff) {
    pmTimer = new AcpiPmTimer(clock);
    this.sci = sci;
    this.powerOff = powerOff;
    overflow = clock.timer(this::update);
  }

  /**
   * Starts in ACPI mode, as after the SMI command: for a machine without firmware that guests could
   * ask.
   */
  public void enableAcpi(boolean on) {
    control = on ? control | CONTROL_SCI_ENABLE : control & ~CONTROL_SCI_ENABLE;
    update();
  }

  /** The power button is pressed and released: guests that listen shut down. */
  public void pressPowerButton() {
    status |= STATUS_POWER_BUTTON;
    update();
  }

  /**
   * @param event 0 to 15
   */
  public void raiseGeneralEvent(int event) {
    generalStatus |= 1 << event;
    update();
  }

  @Override
  public int read(int offset, int size) {
    if (offset == TIMER_OFFSET && size == 4) {
      return pmTimer.value();
    }
    return BytePortDevice.super.read(offset, size);
  }

  @Override
  public int readByte(int offset) {
    collectOverflow();
    int shift = 8 * (offset & 1);
    return switch (offset & ~1) {
      case 0 -> status >> shift & 0xff;
      case 2 -> enable >> shift & 0xff;
      case 4 -> control >> shift & 0xff;
      case TIMER_OFFSET, TIMER_OFFSET + 2 -> pmTimer.value() >> 8 * (offset & 3) & 0xff;
      case GPE0_OFFSET -> generalStatus >> shift & 0xff;
      case GPE0_OFFSET + 2 -> generalEnable >> shift & 0xff;
      default -> 0;
    };
  }

  @Override
  public void writeByte(int offset, int value) {
    collectOverflow();
    int shift = 8 * (offset & 1);
    int bits = value << shift;
    int keep = ~(0xff << shift);
    switch (offset & ~1) {
      case 0 -> status &= ~(bits & STATUS_WRITABLE);
      case 2 -> enable = (enable & keep | bits) & ENABLE_WRITABLE;
      case 4 -> writeControl(bits, keep);
      case GPE0_OFFSET -> generalStatus &= ~bits;
      case GPE0_OFFSET + 2 -> generalEnable = generalEnable & keep | bits;
      default -> {}
    }
    update();
  }

  private void writeControl(int bits, int keep) {
    control = (control & keep | bits) & CONTROL_WRITABLE;
    if ((bits & CONTROL_SLEEP) != 0 && (control >> 10 & 7) == SLEEP_TYPE_S5) {
      powerOff.run();
    }
  }

  private void collectOverflow() {
    long halves = pmTimer.halves();
    if (halves != seenHalves) {
      seenHalves = halves;
      status |= STATUS_TIMER;
    }
  }

  private void update() {
    collectOverflow();
    boolean pending = (status & enable) != 0 || (generalStatus & generalEnable) != 0;
    sci.set(pending && (control & CONTROL_SCI_ENABLE) != 0);
    if ((enable & STATUS_TIMER) != 0 && (status & STATUS_TIMER) == 0) {
      overflow.set(pmTimer.nextHalf());
    } else {
      overflow.cancel();
    }
  }

  /**
   * Ports b2h and b3h, advanced power management control and status: the guest's way to ask for
   * ACPI mode. No SMI is raised.
   */
  public PortDevice smiCommandPorts() {
    return new SmiCommandPorts();
  }

  private final class SmiCommandPorts implements BytePortDevice {
    private int command;
    private int scratch;

    @Override
    public int readByte(int offset) {
      return (offset & 1) == 0 ? command : scratch;
    }

    @Override
    public void writeByte(int offset, int value) {
      if ((offset & 1) != 0) {
        scratch = value;
        return;
      }
      command = value;
      if (value == ACPI_ENABLE || value == ACPI_DISABLE) {
        enableAcpi(value == ACPI_ENABLE);
      }
    }
  }

  public State state() {
    collectOverflow();
    return new State(status, enable, control, generalStatus, generalEnable, seenHalves);
  }

  public void restore(State state) {
    status = state.status;
    enable = state.enable;
    control = state.control;
    generalStatus = state.generalStatus;
    generalEnable = state.generalEnable;
    seenHalves = state.seenHalves;
    update();
  }

  public record State(
      int status, int enable, int control, int generalStatus, int generalEnable, long seenHalves)
      implements DeviceState {}
}
