package org.kvas.runtime.machine;

import org.kvas.devices.IrqLine;
import org.kvas.devices.WiredOr;
import org.kvas.devices.apic.IoApic;
import org.kvas.devices.chipset.DualPic;

/**
 * The interrupt wires of a PC: each leads to the 8259s and to the I/O APIC, the timer's to pin 2
 * there. Intel MP 1.4, 3.6.1; ACPI 6.5, 5.2.12.5.
 */
final class PcInterrupts {
  private static final int ISA = 16;
  private static final int TIMER_PIN = 2;

  private final WiredOr[] wires = new WiredOr[IoApic.PINS];

  /** Of the 8259s alone: what PIIX3 routes there has pins of its own on the I/O APIC. */
  private final WiredOr[] picInputs = new WiredOr[ISA];

  PcInterrupts(DualPic pic, IoApic ioApic) {
    for (int gsi = 0; gsi < wires.length; gsi++) {
      IrqLine apicPin =
          gsi == 0
              ? ioApic.line(TIMER_PIN)
              : gsi == TIMER_PIN ? IrqLine.NOT_CONNECTED : ioApic.line(gsi);
      IrqLine picInput = IrqLine.NOT_CONNECTED;
      if (gsi < ISA) {
        picInputs[gsi] = new WiredOr(pic.line(gsi));
        picInput = picInputs[gsi].source();
      }
      IrqLine isaInput = picInput;
      wires[gsi] =
          new WiredOr(
              level -> {
                isaInput.set(level);
                apicPin.set(level);
              });
    }
  }

  /** A new source on an ISA interrupt (0 to 15) or a pin of the I/O APIC (16 to 23). */
  IrqLine source(int number) {
    return wires[number].source();
  }

  /** A new source on an input of the 8259s (0 to 15) that does not reach the I/O APIC. */
  IrqLine isaSource(int number) {
    return picInputs[number].source();
  }
}
