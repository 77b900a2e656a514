package org.kvas.devices.acpi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The ACPI tables of a machine as they stand in its memory: RSDP, RSDT and XSDT, FADT, DSDT, MADT,
 * and FACS and HPET where they apply. ACPI 6.5, 5.2.
 *
 * <p>The region from the tables' address on belongs in the memory map as ACPI-reclaimable, or in
 * the BIOS area that is reserved anyway.
 */
public final class AcpiTables {
  /** What an operating system that scans for the RSDP finds first. */
  public static final long RSDP_ADDRESS = 0xe_0000;

  /** The largest set of tables this makes. */
  public static final int MAXIMUM_LENGTH = 0x8000;

  private static final int FACS_LENGTH = 64;

  private final List<TableImage> images = new ArrayList<>();
  private final List<Long> listed = new ArrayList<>();
  private long next;

  private AcpiTables(long address) {
    next = address;
  }

  /**
   * @param rsdp where the RSDP goes: a multiple of 16, from e0000h to fffe0h for guests that scan
   *     for it
   * @param tables where the rest goes, below 4 GiB: a multiple of 64, with {@link #MAXIMUM_LENGTH}
   *     bytes free
   */
  public static List<TableImage> of(PcPlatform platform, long rsdp, long tables) {
    AcpiTables all = new AcpiTables(tables);
    long facs = all.place(facs());
    long dsdt = all.place(PcDsdt.of(platform));
    all.list(Fadt.of(platform, facs, dsdt));
    all.list(Madt.of(platform.processors(), true, PcPlatform.IO_APIC_ID, true));
    if (platform.hpet()) {
      all.list(CommonAml.hpetTable());
    }
    return all.finish(rsdp);
  }

  /** As {@link #of(PcPlatform, long, long)}. */
  public static List<TableImage> of(MicrovmPlatform platform, long rsdp, long tables) {
    AcpiTables all = new AcpiTables(tables);
    long dsdt = all.place(MicrovmDsdt.of(platform));
    all.list(Fadt.of(platform, dsdt));
    all.list(Madt.of(platform.processors(), platform.legacyPic(), PcPlatform.IO_APIC_ID, false));
    if (platform.hpet()) {
      all.list(CommonAml.hpetTable());
    }
    return all.finish(rsdp);
  }

  private long place(byte[] bytes) {
    long address = next;
    images.add(new TableImage(address, bytes));
    next = address + bytes.length + 63 & ~63L;
    return address;
  }

  private void list(byte[] table) {
    listed.add(place(table));
  }

  private List<TableImage> finish(long rsdp) {
    AcpiTable rsdt = new AcpiTable("RSDT", 1, AcpiTable.HEADER + 4 * listed.size());
    AcpiTable xsdt = new AcpiTable("XSDT", 1, AcpiTable.HEADER + 8 * listed.size());
    for (int i = 0; i < listed.size(); i++) {
      rsdt.put32(AcpiTable.HEADER + 4 * i, listed.get(i));
      xsdt.put64(AcpiTable.HEADER + 8 * i, listed.get(i));
    }
    long rsdtAddress = place(rsdt.toBytes());
    long xsdtAddress = place(xsdt.toBytes());
    images.add(new TableImage(rsdp, rsdp(rsdtAddress, xsdtAddress)));
    return List.copyOf(images);
  }

  private static byte[] facs() {
    ByteBuffer facs = ByteBuffer.allocate(FACS_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    facs.put(0, "FACS".getBytes(StandardCharsets.US_ASCII))
        .putInt(4, FACS_LENGTH)
        .put(32, (byte) 1);
    return facs.array();
  }

  private static byte[] rsdp(long rsdt, long xsdt) {
    ByteBuffer rsdp = ByteBuffer.allocate(36).order(ByteOrder.LITTLE_ENDIAN);
    rsdp.put(0, "RSD PTR ".getBytes(StandardCharsets.US_ASCII))
        .put(9, "KVAS  ".getBytes(StandardCharsets.US_ASCII));
    rsdp.put(15, (byte) 2).putInt(16, (int) rsdt).putInt(20, 36).putLong(24, xsdt);
    byte[] bytes = rsdp.array();
    bytes[8] = AcpiTable.checksum(bytes, 0, 20);
    bytes[32] = AcpiTable.checksum(bytes, 0, 36);
    return bytes;
  }
}
