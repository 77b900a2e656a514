package org.kvas.devices.acpi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AcpiTablesTest {
  private static final PcPlatform PC =
      new PcPlatform(3, 0xc000_0000L, 0, 1, true, true, PcPlatform.PM_BASE);
  private static final MicrovmPlatform MICROVM =
      new MicrovmPlatform(
          1,
          false,
          1,
          true,
          false,
          0xfea0_0000L,
          9,
          List.of(
              new MicrovmPlatform.VirtioWindow(0xfeb0_0000L, 512, 16),
              new MicrovmPlatform.VirtioWindow(0xfeb0_0200L, 512, 17)));

  private static Map<Long, ByteBuffer> byAddress(List<TableImage> images) {
    return images.stream()
        .collect(
            Collectors.toMap(
                TableImage::address,
                i -> ByteBuffer.wrap(i.bytes()).order(ByteOrder.LITTLE_ENDIAN)));
  }

  private static String signature(ByteBuffer table) {
    return new String(table.array(), 0, 4, StandardCharsets.US_ASCII);
  }

  private static int sum(byte[] bytes, int length) {
    int sum = 0;
    for (int i = 0; i < length; i++) {
      sum += bytes[i];
    }
    return sum & 0xff;
  }

  /** Follows the pointers as an operating system does. */
  private static Map<String, ByteBuffer> follow(List<TableImage> images) {
    Map<Long, ByteBuffer> memory = byAddress(images);
    ByteBuffer rsdp = memory.get(AcpiTables.RSDP_ADDRESS);
    assertThat(new String(rsdp.array(), 0, 8, StandardCharsets.US_ASCII)).isEqualTo("RSD PTR ");
    assertThat(sum(rsdp.array(), 20)).isZero();
    assertThat(sum(rsdp.array(), 36)).isZero();
    ByteBuffer rsdt = memory.get((long) rsdp.getInt(16));
    ByteBuffer xsdt = memory.get(rsdp.getLong(24));
    assertThat(signature(rsdt)).isEqualTo("RSDT");
    assertThat(signature(xsdt)).isEqualTo("XSDT");
    int count = (xsdt.getInt(4) - 36) / 8;
    assertThat((rsdt.getInt(4) - 36) / 4).isEqualTo(count);
    List<ByteBuffer> tables = new java.util.ArrayList<>();
    for (int i = 0; i < count; i++) {
      assertThat((long) rsdt.getInt(36 + 4 * i)).isEqualTo(xsdt.getLong(36 + 8 * i));
      tables.add(memory.get(xsdt.getLong(36 + 8 * i)));
    }
    ByteBuffer fadt = tables.getFirst();
    tables.add(memory.get((long) fadt.getInt(40)));
    assertThat(fadt.getLong(140)).isEqualTo(fadt.getInt(40));
    if (fadt.getInt(36) != 0) {
      assertThat(fadt.getInt(36) % 64).isZero();
      assertThat(signature(memory.get((long) fadt.getInt(36)))).isEqualTo("FACS");
    }
    for (ByteBuffer table : tables) {
      assertThat(table.getInt(4)).isEqualTo(table.capacity());
      assertThat(sum(table.array(), table.capacity())).as(signature(table)).isZero();
    }
    return tables.stream()
        .collect(Collectors.toMap(AcpiTablesTest::signature, Function.identity()));
  }

  private static boolean contains(ByteBuffer table, int... bytes) {
    String pattern = latin(bytes);
    return new String(table.array(), StandardCharsets.ISO_8859_1).contains(pattern);
  }

  private static String latin(int... bytes) {
    byte[] pattern = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      pattern[i] = (byte) bytes[i];
    }
    return new String(pattern, StandardCharsets.ISO_8859_1);
  }

  @Test
  void pcTablesAreFoundAndSummed() {
    Map<String, ByteBuffer> tables = follow(AcpiTables.of(PC, AcpiTables.RSDP_ADDRESS, 0xe_1000));
    assertThat(tables).containsOnlyKeys("FACP", "APIC", "HPET", "DSDT");
    ByteBuffer fadt = tables.get("FACP");
    assertThat(fadt.getShort(46)).as("SCI").isEqualTo((short) 9);
    assertThat(fadt.getInt(48)).as("SMI command port").isEqualTo(0xb2);
    assertThat(fadt.getInt(56)).as("PM1a event block").isEqualTo(0x600);
    assertThat(fadt.getInt(76)).as("PM timer").isEqualTo(0x608);
    assertThat(fadt.getLong(152)).as("X_PM1a event block").isEqualTo(0x600);
    assertThat(fadt.getInt(112) & 1 << 10).as("reset register").isNotZero();
  }

  @Test
  void madtDescribesApics() {
    ByteBuffer madt = follow(AcpiTables.of(PC, AcpiTables.RSDP_ADDRESS, 0xe_1000)).get("APIC");
    assertThat(madt.getInt(36)).isEqualTo(0xfee0_0000);
    int[] types = new int[5];
    for (int at = 44; at < madt.capacity(); at += madt.get(at + 1)) {
      types[madt.get(at)]++;
    }
    assertThat(types).containsExactly(3, 1, 2, 0, 1);
    assertThat(contains(madt, 2, 10, 0, 0, 2, 0, 0, 0, 0, 0)).as("IRQ 0 at input 2").isTrue();
    assertThat(contains(madt, 2, 10, 0, 9, 9, 0, 0, 0, 0x0d, 0))
        .as("SCI level, active high")
        .isTrue();
  }

  @Test
  void dsdtNamesItsDevices() {
    ByteBuffer dsdt = follow(AcpiTables.of(PC, AcpiTables.RSDP_ADDRESS, 0xe_1000)).get("DSDT");
    assertThat(contains(dsdt, 0x0c, 0x41, 0xd0, 0x0a, 0x03)).as("EISA ID PNP0A03").isTrue();
    assertThat(contains(dsdt, 0x0c, 0x41, 0xd0, 0x05, 0x01)).as("PNP0501").isTrue();
    assertThat(contains(dsdt, 0x08, '\\', '_', 'S', '5', '_', 0x12, 0x06, 4, 0, 0, 0, 0))
        .as("\\_S5")
        .isTrue();
    // Device 3 INTA#: package of ffff|3<<16, 0, 0, GSI 18
    assertThat(contains(dsdt, 0x12, 0x0b, 4, 0x0c, 0xff, 0xff, 3, 0, 0, 0, 0x0a, 18))
        .as("routing with APICs")
        .isTrue();
    assertThat(contains(dsdt, 0x12, 0x0b, 4, 0x0c, 0xff, 0xff, 3, 0, 0, 0, 0x0a, 11))
        .as("routing with 8259s")
        .isTrue();
  }

  @Test
  void microvmIsHardwareReduced() {
    Map<String, ByteBuffer> tables =
        follow(AcpiTables.of(MICROVM, AcpiTables.RSDP_ADDRESS, 0xe_1000));
    ByteBuffer fadt = tables.get("FACP");
    assertThat(fadt.getInt(112) & 1 << 20).isNotZero();
    assertThat(fadt.getInt(56)).isZero();
    assertThat(fadt.getLong(248)).as("sleep control register").isEqualTo(0xfea0_0200L);
    assertThat(fadt.getLong(120)).as("reset register").isEqualTo(0xfea0_0202L);
    assertThat(new String(tables.get("DSDT").array(), StandardCharsets.ISO_8859_1))
        .contains("ACPI0013", "LNRO0005", "VR01");
    assertThat(tables.get("APIC").getInt(40)).as("no 8259s").isZero();
  }

  @Test
  void packageLengthsOfTheSpecification() {
    // ACPI 6.5, 20.2.4: 63 is the longest of one byte, 4,095 of two.
    assertThat(new AmlWriter().buffer(new byte[59]).toBytes()).startsWith(0x11, 62, 0x0a, 59);
    assertThat(new AmlWriter().buffer(new byte[60]).toBytes()).startsWith(0x11, 63, 0x0a, 60);
    assertThat(new AmlWriter().buffer(new byte[61]).toBytes())
        .startsWith(0x11, 0x41, 0x04, 0x0a, 61);
    assertThat(new AmlWriter().buffer(new byte[4090]).toBytes()).startsWith(0x11, 0x4f, 0xff);
    assertThat(new AmlWriter().buffer(new byte[4091]).toBytes()).startsWith(0x11, 0x81, 0x00, 0x01);
  }

  @Test
  void manyProcessorsFit() {
    List<TableImage> images =
        AcpiTables.of(
            new PcPlatform(255, 0xc000_0000L, 1L << 32, 4, true, true, 0x600),
            AcpiTables.RSDP_ADDRESS,
            0xe_1000);
    long end =
        images.stream()
            .filter(i -> i.address() != AcpiTables.RSDP_ADDRESS)
            .mapToLong(i -> i.address() + i.bytes().length)
            .max()
            .orElseThrow();
    assertThat(end - 0xe_1000).isLessThanOrEqualTo(AcpiTables.MAXIMUM_LENGTH);
    follow(images);
  }

  @Test
  void mpTable() {
    List<TableImage> images = MpTable.of(0xf_0000, 0xf_0010, 2, 0x6f0, 0x078b_fbff, true);
    byte[] pointer = images.get(0).bytes();
    ByteBuffer table = ByteBuffer.wrap(images.get(1).bytes()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(new String(pointer, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("_MP_");
    assertThat(sum(pointer, 16)).isZero();
    assertThat(ByteBuffer.wrap(pointer).order(ByteOrder.LITTLE_ENDIAN).getInt(4))
        .isEqualTo(0xf_0010);
    assertThat(sum(table.array(), table.capacity())).isZero();
    assertThat(table.getShort(4)).isEqualTo((short) table.capacity());
    int at = 44;
    int entries = 0;
    while (at < table.capacity()) {
      at += table.get(at) == 0 ? 20 : 8;
      entries++;
    }
    assertThat(at).isEqualTo(table.capacity());
    assertThat(table.getShort(34)).isEqualTo((short) entries);
    assertThat(table.capacity()).isLessThanOrEqualTo(MpTable.MAXIMUM_LENGTH);
  }

  @Test
  void hardwareReducedRegisters() {
    int[] calls = new int[2];
    boolean[] line = new boolean[1];
    HardwareReducedAcpi acpi =
        new HardwareReducedAcpi(level -> line[0] = level, () -> calls[0]++, () -> calls[1]++);
    acpi.pressPowerButton();
    assertThat(line[0]).isTrue();
    assertThat(acpi.read(0, 4)).isEqualTo(2);
    assertThat(line[0]).isFalse();
    assertThat(acpi.read(0, 4)).isZero();
    acpi.write(0x200, 1, 0x20 | 5 << 2);
    acpi.write(0x202, 1, 0x42);
    assertThat(calls).containsExactly(1, 1);
  }
}
