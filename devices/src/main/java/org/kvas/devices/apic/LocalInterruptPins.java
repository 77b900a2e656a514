package org.kvas.devices.apic;

import org.kvas.devices.IrqLine;

/**
 * A local APIC's LINT0 and LINT1 pins. While the APIC is disabled they are the processor's own INTR
 * and NMI. SDM Vol. 3A 11.5.1.
 */
final class LocalInterruptPins {
  private final LocalApic apic;
  private final LocalVectorTable lvt;
  private final ProcessorPins processor;
  private boolean lint0;
  private boolean lint1;

  LocalInterruptPins(LocalApic apic, LocalVectorTable lvt, ProcessorPins processor) {
    this.apic = apic;
    this.lvt = lvt;
    this.processor = processor;
  }

  IrqLine lint0() {
    return level -> {
      boolean edge = level && !lint0;
      lint0 = level;
      evaluate(LocalVectorTable.LINT0, edge);
    };
  }

  IrqLine lint1() {
    return level -> {
      boolean edge = level && !lint1;
      lint1 = level;
      if (edge && !apic.isEnabled()) {
        processor.nonMaskableInterrupt();
      }
      evaluate(LocalVectorTable.LINT1, edge);
    };
  }

  /** Looks at a pin again after its entry in the vector table has changed. */
  void entryWritten(int entry) {
    evaluate(entry, false);
  }

  private boolean level(int entry) {
    return entry == LocalVectorTable.LINT0 ? lint0 : lint1;
  }

  private void evaluate(int entry, boolean edge) {
    if (apic.isEnabled() && !lvt.isMasked(entry) && lvt.deliveryMode(entry) != ApicBus.EXTERNAL) {
      int value = lvt.get(entry);
      boolean levelTriggered =
          lvt.deliveryMode(entry) == ApicBus.FIXED
              && (value & LocalVectorTable.LEVEL_TRIGGERED) != 0;
      if (!levelTriggered && edge) {
        apic.fireLocal(entry);
      } else if (levelTriggered && level(entry) && (value & LocalVectorTable.REMOTE_IRR) == 0) {
        lvt.setRemoteIrr(entry, true);
        apic.receive(ApicBus.LEVEL_TRIGGERED | lvt.vector(entry));
      }
    }
    apic.update();
  }

  /** Whether a pin asks for an INTA cycle of the 8259s. */
  boolean isExternalAsserted() {
    if (!apic.isEnabled()) {
      return lint0;
    }
    return lint0 && isExternal(LocalVectorTable.LINT0)
        || lint1 && isExternal(LocalVectorTable.LINT1);
  }

  private boolean isExternal(int entry) {
    return !lvt.isMasked(entry) && lvt.deliveryMode(entry) == ApicBus.EXTERNAL;
  }

  /** A level-triggered vector's service has ended: a pin that sent it may send again. */
  void endOfInterrupt(int vector) {
    for (int entry = LocalVectorTable.LINT0; entry <= LocalVectorTable.LINT1; entry++) {
      if ((lvt.get(entry) & LocalVectorTable.REMOTE_IRR) != 0 && lvt.vector(entry) == vector) {
        lvt.setRemoteIrr(entry, false);
        evaluate(entry, false);
      }
    }
  }

  /** Bit 0 LINT0, bit 1 LINT1. */
  int state() {
    return (lint0 ? 1 : 0) | (lint1 ? 2 : 0);
  }

  void restore(int state) {
    lint0 = (state & 1) != 0;
    lint1 = (state & 2) != 0;
  }
}
