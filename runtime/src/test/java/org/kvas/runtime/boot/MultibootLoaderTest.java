package org.kvas.runtime.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kvas.runtime.boot.TestMachine.elf;
import static org.kvas.runtime.boot.TestMachine.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvas.runtime.machine.EntryProtocol;
import org.kvas.runtime.machine.KernelImage;

/** Against the Multiboot Specification 0.6.96, 3.1 to 3.3. */
class MultibootLoaderTest {
  @TempDir Path directory;
  private final TestMachine machine = new TestMachine(16);

  @AfterEach
  void close() {
    machine.close();
  }

  private static byte[] header(int flags, int... addresses) {
    ByteBuffer header = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(0x1bad_b002).putInt(flags).putInt(-(0x1bad_b002 + flags));
    for (int address : addresses) {
      header.putInt(address);
    }
    return header.array();
  }

  private EntryState.Protected32 load(Path file, String initrd) throws IOException {
    EntryState state = machine.load(new KernelImage(file, initrd, "smp=2"), EntryProtocol.AUTO);
    assertThat(state).isInstanceOf(EntryState.Protected32.class);
    return (EntryState.Protected32) state;
  }

  @Test
  void startsAnElfFileWithModules() throws IOException {
    Path kernel = write(directory, "kernel", elf(false, header(3), 0));
    Path first = Files.write(directory.resolve("one"), new byte[] {1, 2, 3});
    Path second = Files.write(directory.resolve("two"), new byte[5000]);
    var entry = load(kernel, first + " a b," + second);
    assertThat(entry.eip()).isEqualTo(0x20_0010);
    assertThat(entry.eax()).isEqualTo(0x2bad_b002);
    long info = entry.ebx();
    assertThat(machine.u32(info) & 0x4d)
        .as("flags: memory, command line, modules, memory map")
        .isEqualTo(0x4d);
    assertThat(machine.u32(info + 4)).as("mem_lower").isEqualTo(639);
    assertThat(machine.u32(info + 8)).as("mem_upper").isEqualTo(15 * 1024);
    assertThat(machine.string(machine.u32(info + 16))).isEqualTo(kernel + " smp=2");
    assertThat(machine.u32(info + 20)).as("mods_count").isEqualTo(2);
    long modules = machine.u32(info + 24);
    long start = machine.u32(modules);
    assertThat(start % 4096).isZero();
    assertThat(start).as("behind the kernel's bss").isGreaterThanOrEqualTo(0x20_0000 + 64 + 4096);
    assertThat(machine.bytes(start, 3)).containsExactly(1, 2, 3);
    assertThat(machine.u32(modules + 4)).isEqualTo(start + 3);
    assertThat(machine.string(machine.u32(modules + 8))).isEqualTo(first + " a b");
    assertThat(machine.u32(modules + 16 + 4) - machine.u32(modules + 16)).isEqualTo(5000);
    assertThat(machine.string(machine.u32(info + 64))).isNotEmpty();
  }

  @Test
  void memoryMapEntriesSayTheirSize() throws IOException {
    long info = load(write(directory, "kernel", elf(false, header(2), 0)), null).ebx();
    assertThat(machine.u32(info + 44)).isEqualTo(4 * 24);
    long last = machine.u32(info + 48) + 3 * 24;
    assertThat(machine.u32(last)).isEqualTo(20);
    assertThat(machine.u64(last + 4)).isEqualTo(0x10_0000);
    assertThat(machine.u64(last + 12)).isEqualTo(15 << 20);
    assertThat(machine.u32(last + 20)).isEqualTo(1);
  }

  @Test
  void startsAnImageThatTellsItsAddresses() throws IOException {
    // header_addr, load_addr, load_end_addr, bss_end_addr, entry_addr
    byte[] image = header(1 << 16, 0x40_0000, 0x40_0000, 0x40_0040, 0x40_2000, 0x40_0020);
    machine.space.write(0x40_0100, 4, -1);
    var entry = load(Files.write(directory.resolve("flat"), image), null);
    assertThat(entry.eip()).isEqualTo(0x40_0020);
    assertThat(machine.bytes(0x40_0000, 64)).isEqualTo(image);
    assertThat(machine.u32(0x40_0100)).as("bss").isZero();
  }

  @Test
  void refusesUnknownRequirements() throws IOException {
    Path kernel = write(directory, "kernel", elf(false, header(1 << 5), 0));
    assertThatThrownBy(() -> load(kernel, null))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("flags 0x20");
  }

  @Test
  void namesAModuleThatDoesNotFit() throws IOException {
    Path kernel = write(directory, "kernel", elf(false, header(0), 0));
    Path module = Files.createFile(directory.resolve("big"));
    try (var file = new java.io.RandomAccessFile(module.toFile(), "rw")) {
      file.setLength(15 << 20);
    }
    assertThatThrownBy(() -> load(kernel, module.toString()))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("big: ")
        .hasMessageContaining("16 MiB");
  }

  @Test
  void namesWhatIsNoKernel() throws IOException {
    Path file = Files.write(directory.resolve("noise"), new byte[9000]);
    assertThatThrownBy(() -> load(file, null))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("noise: is no kernel");
  }
}
