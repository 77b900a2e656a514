package org.kvas.devices.firmware;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.kvas.devices.GuestMemory;

class FwCfgTest {
  private final byte[] ram = new byte[0x1000];
  private final FwCfg device =
      new FwCfg(
          new GuestMemory() {
            @Override
            public void read(long address, byte[] into, int offset, int length) {
              System.arraycopy(ram, (int) address, into, offset, length);
            }

            @Override
            public void write(long address, byte[] from, int offset, int length) {
              System.arraycopy(from, offset, ram, (int) address, length);
            }
          });

  private String read(int key, int length) {
    device.write(0, 2, key);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) device.read(1, 1));
    }
    return text.toString();
  }

  private int transfer(int control, int length, long address) {
    ByteBuffer.wrap(ram).putInt(0x100, control).putInt(0x104, length).putLong(0x108, address);
    device.write(4, 4, 0);
    device.write(8, 4, Integer.reverseBytes(0x100));
    return ByteBuffer.wrap(ram).getInt(0x100);
  }

  @Test
  void signatureAndFeatures() {
    assertThat(read(0, 4)).isEqualTo("QEMU");
    assertThat(read(1, 4)).isEqualTo("\3\0\0\0");
    // Linux, drivers/firmware/qemu_fw_cfg.c: inl of the DMA port gives "QEMU" in memory order.
    assertThat(device.read(4, 4)).isEqualTo(0x554d_4551);
    assertThat(device.read(8, 4)).isEqualTo(0x4746_4320);
  }

  @Test
  void unknownKeysAndEndsReadZeros() {
    assertThat(read(0x1234, 3)).isEqualTo("\0\0\0");
    device.addShort(FwCfg.KEY_PROCESSORS, 3);
    assertThat(read(FwCfg.KEY_PROCESSORS, 4)).isEqualTo("\3\0\0\0");
  }

  @Test
  void filesAreListedInOrder() {
    device.addFile("etc/second", "BB".getBytes(StandardCharsets.US_ASCII));
    device.addFile("etc/first", "AAA".getBytes(StandardCharsets.US_ASCII));
    String directory = read(0x19, 4 + 128);
    assertThat(directory.substring(0, 12)).isEqualTo("\0\0\0\2\0\0\0\3\0\40\0\0");
    assertThat(directory.substring(12, 22)).isEqualTo("etc/first\0");
    assertThat(directory.substring(68, 76)).isEqualTo("\0\0\0\2\0\41\0\0");
    assertThat(read(0x20, 4)).isEqualTo("AAA\0");
    assertThat(read(0x21, 2)).isEqualTo("BB");
  }

  @Test
  void directMemoryAccess() {
    device.add(0x30, "hello".getBytes(StandardCharsets.US_ASCII));
    ram[0x208] = 'x';
    assertThat(transfer(0x30 << 16 | 8 | 2, 8, 0x200)).isZero();
    assertThat(new String(ram, 0x200, 9, StandardCharsets.US_ASCII)).isEqualTo("hello\0\0\0x");
    assertThat(transfer(0x30 << 16 | 8 | 4, 3, 0)).isZero();
    assertThat(transfer(2, 2, 0x300)).isZero();
    assertThat(new String(ram, 0x300, 2, StandardCharsets.US_ASCII)).isEqualTo("lo");
    assertThat(transfer(0x30 << 16 | 8 | 16, 2, 0x300)).as("items are read-only").isEqualTo(1);
    assertThat(transfer(0x30 << 16 | 8 | 2, -1, 0x300)).as("four gigabytes").isEqualTo(1);
  }
}
