package org.kvas.devices.apic;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries interrupt messages to local APICs and their EOIs to I/O APICs.
 *
 * <p>A message is the low half of an ICR or redirection entry (SDM Vol. 3A, figure 11-12): vector
 * in bits 7:0, delivery mode 10:8, logical destination 11, level 14, level-triggered 15.
 */
public final class ApicBus {
  static final int FIXED = 0;
  static final int LOWEST_PRIORITY = 1;
  static final int SMI = 2;
  static final int NMI = 4;
  static final int INIT = 5;
  static final int START_UP = 6;
  static final int EXTERNAL = 7;

  static final int LOGICAL = 1 << 11;
  static final int LEVEL_ASSERT = 1 << 14;
  static final int LEVEL_TRIGGERED = 1 << 15;

  /** The destination that means every processor, in xAPIC and x2APIC width. */
  static final int BROADCAST_8 = 0xff;

  static final int BROADCAST_32 = -1;

  /** Message signalled interrupts are memory writes to this megabyte: SDM Vol. 3A 11.11. */
  public static final long MESSAGE_BASE = 0xfee0_0000L;

  private final List<LocalApic> processors = new ArrayList<>();
  private final List<IoApic> ioApics = new ArrayList<>();

  public void attach(LocalApic apic) {
    processors.add(apic);
  }

  public void attach(IoApic apic) {
    ioApics.add(apic);
  }

  /**
   * A message signalled interrupt: a bus master's 32-bit write of {@code data} to {@code address}
   * at or above {@link #MESSAGE_BASE}.
   */
  public void messageSignalled(long address, int data) {
    boolean logical = (address & 4) != 0;
    deliver((int) (address >> 12) & 0xff, data & 0xc7ff | (logical ? LOGICAL : 0));
  }

  /** To whomever {@code destination} selects, by their own reading of it. */
  void deliver(int destination, int message) {
    boolean logical = (message & LOGICAL) != 0;
    if ((message >> 8 & 7) == LOWEST_PRIORITY) {
      LocalApic chosen = null;
      for (int i = 0; i < processors.size(); i++) {
        LocalApic apic = processors.get(i);
        if (apic.isSelectedBy(destination, logical)
            && apic.acceptsFixed()
            && (chosen == null || apic.priority() < chosen.priority())) {
          chosen = apic;
        }
      }
      if (chosen != null) {
        chosen.receive(message);
      }
      return;
    }
    for (int i = 0; i < processors.size(); i++) {
      LocalApic apic = processors.get(i);
      if (apic.isSelectedBy(destination, logical)) {
        apic.receive(message);
      }
    }
  }

  void broadcast(@Nullable LocalApic except, int message) {
    for (int i = 0; i < processors.size(); i++) {
      LocalApic apic = processors.get(i);
      if (apic != except) {
        apic.receive(message);
      }
    }
  }

  /** A processor has finished a level-triggered interrupt. */
  void endOfInterrupt(int vector) {
    for (int i = 0; i < ioApics.size(); i++) {
      ioApics.get(i).endOfInterrupt(vector);
    }
  }
}
