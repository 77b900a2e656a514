package org.kvas.devices.acpi;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.kvas.devices.apic.IoApic;
import org.kvas.devices.apic.LocalApic;
import org.kvas.devices.pci.Piix3IsaBridge;

/** Intel MultiProcessor Specification 1.4 tables, for operating systems that do not use ACPI. */
public final class MpTable {
  public static final int MAXIMUM_LENGTH = 0x1000;

  private static final int HEADER = 44;
  private static final int LOCAL_APIC_VERSION = 0x14;
  private static final int IO_APIC_VERSION = 0x20;

  private static final int INTERRUPT = 0;
  private static final int NMI = 1;
  private static final int EXTERNAL = 3;

  private static final int PCI_BUS = 0;
  private static final int ISA_BUS = 1;

  private static final int CONFORMS = 0;
  private static final int ACTIVE_HIGH_LEVEL = 0x0d;

  private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
  private int count;

  private MpTable() {}

  /**
   * The floating pointer and the configuration table.
   *
   * @param pointer a multiple of 16, in the last kilobyte of base memory or from f0000h to ffff0h
   * @param address the table's own: {@link #MAXIMUM_LENGTH} bytes anywhere below 4 GiB that the
   *     memory map reserves
   * @param processors local APICs 0 to n - 1; the I/O APIC's ID is n
   * @param signature CPUID leaf 1 EAX
   * @param features CPUID leaf 1 EDX
   * @param pci whether there is a PCI bus, its PIRQs at inputs 16 to 19
   */
  public static List<TableImage> of(
      long pointer, long address, int processors, int signature, int features, boolean pci) {
    MpTable table = new MpTable();
    for (int i = 0; i < processors; i++) {
      table.processor(i, i == 0, signature, features);
    }
    if (pci) {
      table.bus(PCI_BUS, "PCI   ");
    }
    table.bus(ISA_BUS, "ISA   ");
    table.entry(2, processors, IO_APIC_VERSION, 1).number((int) IoApic.DEFAULT_BASE);
    for (int irq = 0; irq < 16; irq++) {
      if (irq != 2) {
        table.interrupt(
            irq == PcPlatform.SCI ? ACTIVE_HIGH_LEVEL : CONFORMS,
            ISA_BUS,
            irq,
            processors,
            irq == 0 ? 2 : irq);
      }
    }
    for (int device = 1; pci && device < 32; device++) {
      for (int pin = 0; pin < 4; pin++) {
        table.interrupt(
            CONFORMS,
            PCI_BUS,
            device << 2 | pin,
            processors,
            PcPlatform.PIRQ_GSI + Piix3IsaBridge.pirq(device, pin));
      }
    }
    table.entry(4, EXTERNAL, CONFORMS, 0, ISA_BUS, 0, 0, 0);
    table.entry(4, NMI, CONFORMS, 0, ISA_BUS, 0, 0xff, 1);
    return List.of(
        new TableImage(pointer, pointer(address)), new TableImage(address, table.configuration()));
  }

  private void processor(int id, boolean bootstrap, int signature, int features) {
    entry(0, id, LOCAL_APIC_VERSION, bootstrap ? 3 : 1)
        .number(signature)
        .number(features)
        .number(0)
        .number(0);
  }

  private void bus(int id, String type) {
    entry(1, id);
    entries.writeBytes(type.getBytes(StandardCharsets.US_ASCII));
  }

  private void interrupt(int flags, int bus, int source, int ioApic, int input) {
    entry(3, INTERRUPT, flags, 0, bus, source, ioApic, input);
  }

  private MpTable entry(int... bytes) {
    count++;
    for (int value : bytes) {
      entries.write(value);
    }
    return this;
  }

  private MpTable number(int value) {
    for (int i = 0; i < 4; i++) {
      entries.write(value >>> 8 * i);
    }
    return this;
  }

  private byte[] configuration() {
    int length = HEADER + entries.size();
    ByteBuffer table = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    table
        .put("PCMP".getBytes(StandardCharsets.US_ASCII))
        .putShort((short) length)
        .put((byte) 4)
        .put((byte) 0);
    table
        .put("KVAS    ".getBytes(StandardCharsets.US_ASCII))
        .put("PC          ".getBytes(StandardCharsets.US_ASCII));
    table
        .putInt(0)
        .putShort((short) 0)
        .putShort((short) count)
        .putInt((int) LocalApic.DEFAULT_BASE)
        .putInt(0);
    table.put(entries.toByteArray());
    byte[] bytes = table.array();
    bytes[7] = AcpiTable.checksum(bytes, 0, length);
    return bytes;
  }

  private static byte[] pointer(long table) {
    ByteBuffer pointer = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    pointer
        .put("_MP_".getBytes(StandardCharsets.US_ASCII))
        .putInt((int) table)
        .put((byte) 1)
        .put((byte) 4);
    byte[] bytes = pointer.array();
    bytes[10] = AcpiTable.checksum(bytes, 0, 16);
    return bytes;
  }
}
