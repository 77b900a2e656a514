package org.kvas.devices.apic;

import java.util.Arrays;

/**
 * A local APIC's local vector table: six entries at register numbers 32h to 37h. SDM Vol. 3A
 * 11.5.1.
 */
final class LocalVectorTable {
  static final int TIMER = 0;
  static final int THERMAL = 1;
  static final int PERFORMANCE = 2;
  static final int LINT0 = 3;
  static final int LINT1 = 4;
  static final int ERROR = 5;
  static final int ENTRIES = 6;

  static final int MASKED = 1 << 16;
  static final int LEVEL_TRIGGERED = 1 << 15;
  static final int REMOTE_IRR = 1 << 14;

  private static final int[] WRITABLE = {0x700ff, 0x107ff, 0x107ff, 0x1a7ff, 0x1a7ff, 0x100ff};

  private final int[] entries = new int[ENTRIES];

  void reset() {
    Arrays.fill(entries, MASKED);
  }

  int get(int index) {
    return entries[index];
  }

  void write(int index, int value, boolean softwareEnabled) {
    int kept = entries[index] & REMOTE_IRR;
    entries[index] =
        value & WRITABLE[index]
            | ((value & LEVEL_TRIGGERED) != 0 ? kept : 0)
            | (softwareEnabled ? 0 : MASKED);
  }

  /** Whether {@code value} sets a reserved bit: #GP in x2APIC mode. */
  static boolean hasReservedBits(int index, long value) {
    return (value & ~(WRITABLE[index] | 1L << 12 | REMOTE_IRR)) != 0;
  }

  void maskAll() {
    for (int i = 0; i < ENTRIES; i++) {
      entries[i] |= MASKED;
    }
  }

  boolean isMasked(int index) {
    return (entries[index] & MASKED) != 0;
  }

  int deliveryMode(int index) {
    return entries[index] >> 8 & 7;
  }

  int vector(int index) {
    return entries[index] & 0xff;
  }

  void setRemoteIrr(int index, boolean on) {
    entries[index] = on ? entries[index] | REMOTE_IRR : entries[index] & ~REMOTE_IRR;
  }

  int[] toArray() {
    return entries.clone();
  }

  void restore(int[] from) {
    System.arraycopy(from, 0, entries, 0, ENTRIES);
  }
}
