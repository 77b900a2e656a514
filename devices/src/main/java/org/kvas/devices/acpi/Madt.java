package org.kvas.devices.acpi;

import java.io.ByteArrayOutputStream;
import org.kvas.devices.apic.IoApic;
import org.kvas.devices.apic.LocalApic;

/** The multiple APIC description table. ACPI 6.5, 5.2.12. */
final class Madt {
  private static final int ACTIVE_HIGH_LEVEL = 0x0d;
  private static final int FLAG_PCAT_COMPATIBLE = 1;
  private static final int ALL_PROCESSORS = 0xff;

  private final ByteArrayOutputStream entries = new ByteArrayOutputStream();

  static byte[] of(int processors, boolean legacyPic, int ioApicId, boolean levelSci) {
    Madt madt = new Madt();
    for (int i = 0; i < processors; i++) {
      madt.entry(0, i, i, 1, 0, 0, 0); // processor local APIC: UID, APIC ID, enabled
    }
    madt.entry(1, ioApicId, 0).number(IoApic.DEFAULT_BASE).number(0);
    madt.override(0, 2, 0);
    if (levelSci) {
      madt.override(PcPlatform.SCI, PcPlatform.SCI, ACTIVE_HIGH_LEVEL);
    }
    madt.entry(4, ALL_PROCESSORS, 0, 0, 1); // LINT1 is NMI
    byte[] body = madt.entries.toByteArray();
    return new AcpiTable("APIC", 4, AcpiTable.HEADER + 8 + body.length)
        .put32(36, LocalApic.DEFAULT_BASE)
        .put32(40, legacyPic ? FLAG_PCAT_COMPATIBLE : 0)
        .put(44, body)
        .toBytes();
  }

  private void override(int isa, int gsi, int flags) {
    entry(2, 0, isa).number(gsi);
    entries.write(flags);
    entries.write(flags >> 8);
  }

  private static int length(int type) {
    return switch (type) {
      case 0 -> 8;
      case 1 -> 12;
      case 2 -> 10;
      default -> 6;
    };
  }

  private Madt entry(int type, int... bytes) {
    entries.write(type);
    entries.write(length(type));
    for (int value : bytes) {
      entries.write(value);
    }
    return this;
  }

  private Madt number(long value) {
    for (int i = 0; i < 4; i++) {
      entries.write((int) (value >>> 8 * i));
    }
    return this;
  }
}
