package org.kvas.devices.pci;

import org.kvas.devices.IrqLine;

/** How the INTA# to INTD# pins of a bus's devices are wired. */
@FunctionalInterface
public interface PciInterrupts {
  /**
   * A new wire for one function's pin.
   *
   * @param device 0 to 31
   * @param pin 0 for INTA# to 3 for INTD#
   */
  IrqLine wire(int device, int pin);
}
