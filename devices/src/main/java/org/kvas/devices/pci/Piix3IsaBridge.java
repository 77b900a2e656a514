package org.kvas.devices.pci;

import java.util.function.IntFunction;
import org.kvas.devices.IrqLine;
import org.kvas.devices.WiredOr;

/**
 * PIIX3 PCI-to-ISA bridge, 8086:7000, device 1 function 0: it routes PIRQA# to PIRQD# to the ISA
 * interrupts that registers 60h to 63h name. Intel 82371SB data sheet (290550).
 *
 * <p>Pin <i>p</i> of device <i>d</i> drives PIRQ (<i>p</i> + <i>d</i> - 1) mod 4. Each PIRQ also
 * has a wire of its own for an I/O APIC, always connected. The X-bus decoders are registers without
 * effect: the machine's ISA devices answer always.
 */
public final class Piix3IsaBridge extends PciFunction implements PciInterrupts {
  private static final int PIRQ_ROUTE = 0x60;
  private static final int ROUTE_DISABLED = 0x80;
  private static final int UNROUTED = -1;

  private final IrqLine[] isa = new IrqLine[16];
  private final IrqLine[] direct = new IrqLine[4];
  private final WiredOr[] pirqs = new WiredOr[4];
  private final boolean[] levels = new boolean[4];
  private final int[] routes = {UNROUTED, UNROUTED, UNROUTED, UNROUTED};

  /**
   * @param isa inputs 0 to 15 of the 8259s for the routed interrupts, each a wire of its own beside
   *     what else drives the input
   * @param direct the I/O APIC inputs of PIRQA# to PIRQD#, or unconnected lines
   */
  public Piix3IsaBridge(IntFunction<IrqLine> isa, IntFunction<IrqLine> direct) {
    super(0x8086, 0x7000, 0x00, 0x06_0100);
    for (int i = 0; i < 16; i++) {
      this.isa[i] = isa.apply(i);
    }
    for (int i = 0; i < 4; i++) {
      int pirq = i;
      this.direct[i] = direct.apply(i);
      pirqs[i] = new WiredOr(level -> drive(pirq, level));
      set8(PIRQ_ROUTE + i, ROUTE_DISABLED);
      allowWrites(PIRQ_ROUTE + i, 1, 0x8f);
    }
    reserveRegisters(0x100);
    set16(COMMAND, COMMAND_IO | COMMAND_MEMORY | COMMAND_BUS_MASTER | 0x0008);
    set16(STATUS, 0x0200);
    set8(0x4c, 0x4d);
    allowWrites(0x4c, 1, 0xff);
    set16(0x4e, 0x0003);
    allowWrites(0x4e, 2, 0xffff);
    set8(0x69, 0x02);
    allowWrites(0x69, 1, 0xff);
    set8(0x70, 0x80);
    allowWrites(0x70, 2, 0xffff);
    set16(0x76, 0x0c0c);
    allowWrites(0x76, 2, 0xffff);
    set8(0xa0, 0x08);
    allowWrites(0xa0, 16, -1);
    allowWrites(0xa4, 4, -1);
    allowWrites(0xa8, 1, 0x0f);
  }

  /** The PIRQ of a device's pin: 0 for PIRQA#. */
  public static int pirq(int device, int pin) {
    return pin + device - 1 & 3;
  }

  @Override
  public IrqLine wire(int device, int pin) {
    return pirqs[pirq(device, pin)].source();
  }

  /** Routes as firmware does, for a machine that starts without any. */
  public void route(int pirq, int isaInterrupt) {
    writeConfig(PIRQ_ROUTE + pirq, 1, isaInterrupt);
  }

  private void drive(int pirq, boolean level) {
    if (level != levels[pirq]) {
      levels[pirq] = level;
      direct[pirq].set(level);
      if (routes[pirq] != UNROUTED) {
        driveIsa(routes[pirq]);
      }
    }
  }

  private void driveIsa(int interrupt) {
    boolean level = false;
    for (int i = 0; i < 4; i++) {
      level |= levels[i] && routes[i] == interrupt;
    }
    isa[interrupt].set(level);
  }

  @Override
  protected void configWritten(int offset, int size) {
    updateRoutes();
  }

  @Override
  protected void reset() {
    updateRoutes();
  }

  private void updateRoutes() {
    for (int i = 0; i < 4; i++) {
      int register = get8(PIRQ_ROUTE + i);
      int route = (register & ROUTE_DISABLED) != 0 ? UNROUTED : register & 15;
      int old = routes[i];
      if (route != old) {
        routes[i] = route;
        if (old != UNROUTED) {
          driveIsa(old);
        }
        if (route != UNROUTED) {
          driveIsa(route);
        }
      }
    }
  }
}
