package org.kvas.runtime.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kvas.runtime.boot.TestMachine.MIB;
import static org.kvas.runtime.boot.TestMachine.bzImage;
import static org.kvas.runtime.boot.TestMachine.elf;
import static org.kvas.runtime.boot.TestMachine.write;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvas.runtime.machine.EntryProtocol;
import org.kvas.runtime.machine.KernelImage;
import org.kvas.translator.x86.decode.Feature;
import org.tukaani.xz.FilterOptions;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.X86Options;
import org.tukaani.xz.XZOutputStream;

/** Against xen/docs/misc/pvh.pandoc and xen/include/public/arch-x86/hvm/start_info.h. */
class PvhLoaderTest {
  private static final int ENTRY = 0x20_0020;

  @TempDir Path directory;
  private final TestMachine machine = new TestMachine(64);
  private final byte[] content = new byte[3000];

  PvhLoaderTest() {
    new Random(1).nextBytes(content);
  }

  @AfterEach
  void close() {
    machine.close();
  }

  private EntryState.Protected32 load(KernelImage kernel, EntryProtocol protocol)
      throws IOException {
    EntryState state = machine.load(kernel, protocol, Feature.LM);
    assertThat(state).isInstanceOf(EntryState.Protected32.class);
    return (EntryState.Protected32) state;
  }

  @Test
  void fillsStartInfo() throws IOException {
    Path initrd = Files.write(directory.resolve("initrd"), new byte[] {1, 2, 3});
    machine.space.write(0x20_0000 + 3000, 4, 0xdead_beefL);
    var entry =
        load(
            new KernelImage(
                write(directory, "vmlinux", elf(true, content, ENTRY)),
                initrd.toString(),
                "panic=1"),
            EntryProtocol.AUTO);
    assertThat(entry.eip()).isEqualTo(ENTRY);
    assertThat(entry.tss()).isTrue();
    long info = entry.ebx();
    assertThat(machine.u32(info)).isEqualTo(0x336e_c578);
    assertThat(machine.u32(info + 4)).as("version").isEqualTo(1);
    assertThat(machine.u32(info + 12)).as("nr_modules").isEqualTo(1);
    long module = machine.u64(info + 16);
    assertThat(machine.bytes(machine.u64(module), (int) machine.u64(module + 8)))
        .containsExactly(1, 2, 3);
    assertThat(machine.string(machine.u64(info + 24))).isEqualTo("panic=1");
    assertThat(machine.u64(info + 32)).isEqualTo(TestMachine.RSDP);
    assertThat(machine.u32(info + 48)).as("memmap_entries").isEqualTo(4);
    long last = machine.u64(info + 40) + 3 * 24;
    assertThat(machine.u64(last)).isEqualTo(MIB);
    assertThat(machine.u64(last + 8)).isEqualTo(63 * MIB);
    assertThat(machine.u32(last + 16)).isEqualTo(1);
    assertThat(machine.bytes(0x20_0000, content.length)).isEqualTo(content);
    assertThat(machine.u32(0x20_0000 + 3000)).as("bss").isZero();
  }

  @Test
  void descriptorsAreFlat() throws IOException {
    var entry =
        load(
            new KernelImage(write(directory, "vmlinux", elf(false, content, ENTRY)), null, ""),
            EntryProtocol.PVH);
    assertThat(machine.u64(entry.gdt() + entry.codeSelector())).isEqualTo(0x00cf_9b00_0000_ffffL);
    assertThat(machine.u64(entry.gdt() + entry.dataSelector())).isEqualTo(0x00cf_9300_0000_ffffL);
  }

  private interface Compressor {
    OutputStream on(OutputStream out) throws IOException;
  }

  private void bootsPacked(Compressor compressor) throws IOException {
    byte[] elf = elf(true, content, ENTRY).array();
    var packed = new ByteArrayOutputStream();
    try (OutputStream stream = compressor.on(packed)) {
      stream.write(elf);
    }
    packed.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(elf.length).array());
    var kernel =
        new KernelImage(write(directory, "bzImage", bzImage(true, packed.toByteArray())), null, "");
    assertThat(load(kernel, EntryProtocol.PVH).eip()).isEqualTo(ENTRY);
    assertThat(machine.bytes(0x20_0000, content.length)).isEqualTo(content);
  }

  @Test
  void unpacksXzWithTheX86Filter() throws IOException {
    bootsPacked(
        out ->
            new XZOutputStream(out, new FilterOptions[] {new X86Options(), new LZMA2Options(0)}));
  }

  @Test
  void unpacksGzip() throws IOException {
    bootsPacked(GZIPOutputStream::new);
  }

  @Test
  void unpacksLz4() throws IOException {
    // A block by hand: one literal, a match that overlaps itself, then literals
    // (lz4_Block_format.md).
    byte[] block = {0x12, 'a', 1, 0, 0x30, 'x', 'y', 'z'};
    var in =
        ByteBuffer.allocate(8 + block.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(0x184c_2102)
            .putInt(block.length)
            .put(block);
    byte[] out = new byte[10];
    Lz4.decodeLegacy(in.array(), out);
    assertThat(new String(out, java.nio.charset.StandardCharsets.US_ASCII)).isEqualTo("aaaaaaaxyz");
  }

  @Test
  void namesAKernelWithoutEntry() throws IOException {
    var kernel = new KernelImage(write(directory, "vmlinux", elf(true, content, 0)), null, "");
    assertThatThrownBy(() -> load(kernel, EntryProtocol.AUTO))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("vmlinux: has no PVH entry");
  }

  @Test
  void namesADamagedPayload() throws IOException {
    byte[] packed = new byte[2000];
    new Random(2).nextBytes(packed);
    packed[0] = 0x1f;
    packed[1] = (byte) 0x8b;
    packed[1998] = 0;
    packed[1999] = 0;
    var kernel = new KernelImage(write(directory, "bzImage", bzImage(true, packed)), null, "");
    assertThatThrownBy(() -> load(kernel, EntryProtocol.PVH))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("bzImage: ");
  }

  @Test
  void everyDamageIsToldAndNeverCrashes() throws IOException {
    var random = new Random(3);
    byte[] good = elf(true, content, ENTRY).array();
    for (int i = 0; i < 300; i++) {
      byte[] image = good.clone();
      for (int j = 0; j < 4; j++) {
        image[random.nextInt(0x200)] = (byte) random.nextInt();
      }
      Path file =
          Files.write(
              directory.resolve("vmlinux"),
              i % 3 == 0 ? java.util.Arrays.copyOf(image, random.nextInt(image.length)) : image);
      try {
        load(new KernelImage(file, null, ""), EntryProtocol.PVH);
      } catch (BootException e) {
        assertThat(e).hasMessageContaining("vmlinux");
      }
    }
  }
}
