package org.kvas.devices.apic;

import org.kvas.devices.DeviceState;

/**
 * By what a local APIC knows that a message is for it: its ID, and its logical ID. SDM Vol. 3A
 * 11.6.2 and 11.12.10.
 */
final class ApicDestination {
  private static final int FLAT_MODEL = 0xf;

  private final int initialId;
  private int id;
  private int logical;
  private int format;
  private boolean x2apic;

  ApicDestination(int initialId) {
    this.initialId = initialId;
  }

  /** INIT leaves the ID alone. */
  void init() {
    logical = x2apic ? x2apicLogical() : 0;
    format = -1;
  }

  /** Power-up, and each change of mode, restore the initial ID. */
  void enterMode(boolean x2apic) {
    this.x2apic = x2apic;
    id = initialId;
    init();
  }

  private int x2apicLogical() {
    return initialId >>> 4 << 16 | 1 << (initialId & 15);
  }

  int idRegister() {
    return x2apic ? initialId : id << 24;
  }

  void setIdRegister(int value) {
    id = value >>> 24;
  }

  int logicalRegister() {
    return logical;
  }

  void setLogicalRegister(int value) {
    logical = value & 0xff00_0000;
  }

  int formatRegister() {
    return format;
  }

  void setFormatRegister(int value) {
    format = value | 0x0fff_ffff;
  }

  boolean isSelectedBy(int destination, boolean byLogicalId) {
    if (destination == ApicBus.BROADCAST_32) {
      return true;
    }
    if (x2apic) {
      return byLogicalId
          ? destination >>> 16 == logical >>> 16 && (destination & logical & 0xffff) != 0
          : destination == initialId || destination == ApicBus.BROADCAST_8;
    }
    if (destination == ApicBus.BROADCAST_8) {
      return true;
    }
    if (!byLogicalId) {
      return destination == id;
    }
    int mine = logical >>> 24;
    if (format >>> 28 == FLAT_MODEL) {
      return (destination & mine) != 0;
    }
    return destination >> 4 == mine >> 4 && (destination & mine & 0x0f) != 0;
  }

  State state() {
    return new State(id, logical, format, x2apic);
  }

  void restore(State state) {
    id = state.id;
    logical = state.logical;
    format = state.format;
    x2apic = state.x2apic;
  }

  public record State(int id, int logical, int format, boolean x2apic) implements DeviceState {}
}
