package org.kvas.devices.pci;

import org.jspecify.annotations.Nullable;

/**
 * PCI bus 0: 32 devices of 8 functions. A function nobody attached answers configuration reads with
 * ones. PCI 3.0, 3.2.2.3.
 */
public final class PciBus {
  private final PciAddressSpaces spaces;
  private final PciInterrupts interrupts;
  private final @Nullable PciFunction[] functions = new PciFunction[256];

  public PciBus(PciAddressSpaces spaces, PciInterrupts interrupts) {
    this.spaces = spaces;
    this.interrupts = interrupts;
  }

  /**
   * Plugs a function in. A device with several has function 0 attached first, and its
   * multi-function bit is set here.
   *
   * @param device 0 to 31
   * @param function 0 to 7
   */
  public void attach(int device, int function, PciFunction plugged) {
    int index = device << 3 | function;
    if (functions[index] != null) {
      throw new IllegalArgumentException("PCI %02x.%d is taken".formatted(device, function));
    }
    functions[index] = plugged;
    PciFunction first = functions[device << 3];
    if (function != 0 && first != null) {
      first.setMultiFunction();
    }
    int pin = plugged.interruptPin();
    plugged.connect(spaces, pin == 0 ? level -> {} : interrupts.wire(device, pin - 1));
  }

  public @Nullable PciFunction function(int device, int function) {
    return functions[device << 3 | function];
  }

  /**
   * @param address CONFIG_ADDRESS bits 23:0: bus, device, function, register
   * @param size 1, 2 or 4
   */
  public int readConfig(int address, int size) {
    PciFunction function = decode(address);
    return function == null ? -1 >>> 32 - 8 * size : function.readConfig(address & 0xff, size);
  }

  public void writeConfig(int address, int size, int value) {
    PciFunction function = decode(address);
    if (function != null) {
      function.writeConfig(address & 0xff, size, value);
    }
  }

  private @Nullable PciFunction decode(int address) {
    return (address >> 16 & 0xff) == 0 ? functions[address >> 8 & 0xff] : null;
  }

  /** RST#: every function's command register and BARs go back to nothing. */
  public void reset() {
    for (PciFunction function : functions) {
      if (function != null) {
        function.resetConfig();
      }
    }
  }
}
