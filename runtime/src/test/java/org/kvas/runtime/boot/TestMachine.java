package org.kvas.runtime.boot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.kvas.runtime.machine.EntryProtocol;
import org.kvas.runtime.machine.KernelImage;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.GuestRam;
import org.kvas.runtime.mmu.MemoryRegion;
import org.kvas.runtime.vcpu.CpuModel;
import org.kvas.translator.x86.decode.Feature;

/** Memory of a PC without processors, to load images into. */
final class TestMachine implements AutoCloseable {
  static final long MIB = 1 << 20;
  static final long RSDP = 0xe_0000;

  final GuestRam ram;
  final AddressSpace space = new AddressSpace();
  final MemoryMap map;

  TestMachine(int mebibytes) {
    ram = new GuestRam(mebibytes * MIB);
    space.map(new MemoryRegion.Ram(0, ram));
    map =
        new MemoryMap(
            List.of(
                new MemoryMap.Entry(0, 0x9_fc00, MemoryMap.RAM),
                new MemoryMap.Entry(0x9_fc00, 0x400, MemoryMap.RESERVED),
                new MemoryMap.Entry(0xe_0000, 0x2_0000, MemoryMap.RESERVED),
                new MemoryMap.Entry(MIB, mebibytes * MIB - MIB, MemoryMap.RAM)));
  }

  EntryState load(KernelImage kernel, EntryProtocol protocol, Feature... features)
      throws BootException {
    var set = EnumSet.noneOf(Feature.class);
    set.addAll(List.of(features));
    var cpu = new CpuModel("test", "GenuineIntel", 6, 0, 0, set);
    return KernelLoader.load(new BootContext(kernel, space, map, cpu, RSDP), protocol);
  }

  long u8(long address) {
    return space.read(address, 1);
  }

  long u16(long address) {
    return space.read(address, 2);
  }

  long u32(long address) {
    return space.read(address, 4);
  }

  long u64(long address) {
    return space.read(address, 8);
  }

  byte[] bytes(long address, int length) {
    byte[] bytes = new byte[length];
    space.read(address, bytes, 0, length);
    return bytes;
  }

  String string(long address) {
    byte[] bytes = bytes(address, 256);
    int length = 0;
    while (bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    ram.close();
  }

  static ByteBuffer image(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  static Path write(Path directory, String name, ByteBuffer content) throws IOException {
    return Files.write(directory.resolve(name), content.array());
  }

  /**
   * A bzImage of boot protocol 2.15 with {@code setup_sects} 1, marked 64-bit or not, around a
   * payload at offset 64 of its protected-mode code.
   */
  static ByteBuffer bzImage(boolean is64Bit, byte[] payload) {
    int code = (64 + payload.length + 15) / 16 * 16;
    ByteBuffer image = image(1024 + code);
    image.put(0x1f1, (byte) 1);
    image.putInt(0x1f4, code / 16);
    image.putShort(0x1fe, (short) 0xaa55);
    image.put(0x201, (byte) 0x6a);
    image.putInt(0x202, 0x5372_6448);
    image.putShort(0x206, (short) 0x20f);
    image.put(0x211, (byte) 1);
    image.putInt(0x22c, 0x7fff_ffff);
    image.put(0x234, (byte) 1);
    image.putShort(0x236, (short) (is64Bit ? 0x3f : 0));
    image.putInt(0x238, 2047);
    image.putInt(0x248, 64);
    image.putInt(0x24c, payload.length);
    image.putLong(0x258, 0x100_0000);
    image.putInt(0x260, 0x20_0000);
    image.put(1024, (byte) 0xfa);
    image.put(1024 + 64, payload);
    return image;
  }

  /**
   * An ELF file of one segment with {@code content} at 2 MiB, 4 KiB of zeros behind it, and a PVH
   * note where {@code pvhEntry} is not 0.
   */
  static ByteBuffer elf(boolean is64Bit, byte[] content, int pvhEntry) {
    ByteBuffer image = image(0x200 + content.length);
    image.put(new byte[] {0x7f, 'E', 'L', 'F', (byte) (is64Bit ? 2 : 1), 1, 1});
    image.putShort(16, (short) 2).putShort(18, (short) (is64Bit ? 62 : 3));
    int headers = 0x80;
    int note = 0x180;
    int address = 0x20_0000;
    if (is64Bit) {
      image
          .putLong(24, address + 0x10)
          .putLong(32, headers)
          .putShort(54, (short) 56)
          .putShort(56, (short) 2);
      image
          .putInt(headers, 1)
          .putLong(headers + 8, 0x200)
          .putLong(headers + 16, 0xffff_ffff_8020_0000L)
          .putLong(headers + 24, address);
      image.putLong(headers + 32, content.length).putLong(headers + 40, content.length + 4096);
      image
          .putInt(headers + 56, 4)
          .putLong(headers + 64, note)
          .putLong(headers + 88, 20)
          .putLong(headers + 104, 4);
    } else {
      image
          .putInt(24, address + 0x10)
          .putInt(28, headers)
          .putShort(42, (short) 32)
          .putShort(44, (short) 2);
      image
          .putInt(headers, 1)
          .putInt(headers + 4, 0x200)
          .putInt(headers + 8, address)
          .putInt(headers + 12, address);
      image.putInt(headers + 16, content.length).putInt(headers + 20, content.length + 4096);
      image
          .putInt(headers + 32, 4)
          .putInt(headers + 36, note)
          .putInt(headers + 48, 20)
          .putInt(headers + 60, 4);
    }
    image.putInt(note, 4).putInt(note + 4, 4).putInt(note + 8, pvhEntry == 0 ? 99 : 18);
    image.put(note + 12, "Xen\0".getBytes(StandardCharsets.US_ASCII)).putInt(note + 16, pvhEntry);
    image.put(0x200, content);
    return image;
  }
}
