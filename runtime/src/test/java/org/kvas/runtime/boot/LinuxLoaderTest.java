package org.kvas.runtime.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kvas.runtime.boot.TestMachine.MIB;
import static org.kvas.runtime.boot.TestMachine.bzImage;
import static org.kvas.runtime.boot.TestMachine.write;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvas.runtime.machine.EntryProtocol;
import org.kvas.runtime.machine.KernelImage;
import org.kvas.translator.x86.decode.Feature;

/** Against Documentation/arch/x86/boot.rst and zero-page.rst. */
class LinuxLoaderTest {
  private static final byte[] PAYLOAD = new byte[100];

  @TempDir Path directory;
  private final TestMachine machine = new TestMachine(64);

  @AfterEach
  void close() {
    machine.close();
  }

  private KernelImage kernel(boolean is64Bit, String initrd) throws IOException {
    return new KernelImage(
        write(directory, "bzImage", bzImage(is64Bit, PAYLOAD)), initrd, "console=ttyS0 quiet");
  }

  @Test
  void entersA64BitKernelInLongMode() throws IOException {
    EntryState state = machine.load(kernel(true, null), EntryProtocol.LINUX, Feature.LM);
    assertThat(state).isInstanceOf(EntryState.Long64.class);
    var entry = (EntryState.Long64) state;
    assertThat(entry.rip()).isEqualTo(0x10_0200);
    assertThat(entry.codeSelector()).isEqualTo(0x10);
    assertThat(entry.dataSelector()).isEqualTo(0x18);
    assertThat(machine.u64(entry.gdt() + 0x10))
        .as("64-bit code descriptor")
        .isEqualTo(0x00af_9b00_0000_ffffL);
    assertThat(machine.u64(entry.gdt() + 0x18))
        .as("data descriptor")
        .isEqualTo(0x00cf_9300_0000_ffffL);
    for (long address : new long[] {0, 0x10_0000, 0x123_4567, 0xffff_f000L}) {
      assertThat(walk(entry.cr3(), address)).isEqualTo(address);
    }
    assertThat(machine.u8(0x10_0000)).as("the protected-mode code").isEqualTo(0xfa);
  }

  /** Walks 4-level paging as SDM Vol. 3A, 4.5 tells, for pages of 2 MiB. */
  private long walk(long cr3, long linear) {
    long table = cr3;
    for (int shift = 39; shift > 21; shift -= 9) {
      long entry = machine.u64(table + (linear >>> shift & 511) * 8);
      assertThat(entry & 0x83).isEqualTo(3);
      table = entry & 0x000f_ffff_ffff_f000L;
    }
    long entry = machine.u64(table + (linear >>> 21 & 511) * 8);
    assertThat(entry & 0x83).isEqualTo(0x83);
    return entry & 0x000f_ffff_ffe0_0000L | linear & 0x1f_ffff;
  }

  @Test
  void entersA32BitKernelInProtectedMode() throws IOException {
    EntryState state = machine.load(kernel(false, null), EntryProtocol.LINUX);
    assertThat(state).isInstanceOf(EntryState.Protected32.class);
    var entry = (EntryState.Protected32) state;
    assertThat(entry.eip()).isEqualTo(0x10_0000);
    assertThat(entry.codeSelector()).isEqualTo(0x10);
    assertThat(entry.dataSelector()).isEqualTo(0x18);
    assertThat(machine.u64(entry.gdt() + 0x10))
        .as("32-bit code descriptor")
        .isEqualTo(0x00cf_9b00_0000_ffffL);
    assertThat(entry.ebx()).isZero();
    assertThat(machine.u32(entry.esi() + 0x202)).as("HdrS").isEqualTo(0x5372_6448);
  }

  @Test
  void fillsTheZeroPage() throws IOException {
    byte[] initrd = gzip(new byte[5000]);
    Path file = Files.write(directory.resolve("initrd"), initrd);
    var entry =
        (EntryState.Long64)
            machine.load(kernel(true, file.toString()), EntryProtocol.LINUX, Feature.LM);
    long page = entry.rsi();
    assertThat(machine.u8(page + 0x210)).as("type_of_loader").isEqualTo(0xff);
    assertThat(machine.string(machine.u32(page + 0x228))).isEqualTo("console=ttyS0 quiet");
    assertThat(machine.u64(page + 0x70)).as("acpi_rsdp_addr").isEqualTo(TestMachine.RSDP);
    long ramdisk = machine.u32(page + 0x218);
    assertThat(ramdisk).isEqualTo(64 * MIB - 4096);
    assertThat(machine.bytes(ramdisk, (int) machine.u32(page + 0x21c))).isEqualTo(initrd);
    assertThat(machine.u8(page + 0x1e8)).as("e820_entries").isEqualTo(4);
    long last = page + 0x2d0 + 3 * 20;
    assertThat(machine.u64(last)).isEqualTo(MIB);
    assertThat(machine.u64(last + 8)).isEqualTo(63 * MIB);
    assertThat(machine.u32(last + 16)).isEqualTo(1);
  }

  @Test
  void keepsTheRamDiskBelowTheKernelsLimit() throws IOException {
    ByteBuffer image = bzImage(true, PAYLOAD);
    image.putInt(0x22c, 0x1ff_ffff);
    Path initrd = Files.write(directory.resolve("initrd"), gzip(new byte[5000]));
    var kernel = new KernelImage(write(directory, "bzImage", image), initrd.toString(), "");
    var entry = (EntryState.Long64) machine.load(kernel, EntryProtocol.LINUX, Feature.LM);
    assertThat(machine.u32(entry.rsi() + 0x218)).isEqualTo(0x200_0000 - 4096);
  }

  @Test
  void aBzImageIsEnteredWhereItUnpacksItself() throws IOException {
    for (boolean is64Bit : new boolean[] {true, false}) {
      byte[] content = new byte[3000];
      Arrays.fill(content, (byte) 0x90);
      byte[] packed = gzip(TestMachine.elf(is64Bit, content, 0).array());
      var kernel =
          new KernelImage(write(directory, "bzImage", bzImage(is64Bit, packed)), null, "a b");
      EntryState state = machine.load(kernel, EntryProtocol.AUTO, Feature.LM);
      switch (state) {
        case EntryState.Long64 entry when is64Bit -> assertThat(entry.rip()).isEqualTo(0x10_0200);
        case EntryState.Protected32 entry when !is64Bit ->
            assertThat(entry.eip()).isEqualTo(0x10_0000);
        default -> throw new AssertionError(state);
      }
      assertThat(machine.bytes(0x10_0040, packed.length)).as("compressed").isEqualTo(packed);
      assertThat(machine.u32(0x20_0000)).as("the ELF file's segment").isZero();
    }
  }

  @Test
  void refuses64BitKernelsOn32BitProcessors() {
    assertThatThrownBy(() -> machine.load(kernel(true, null), EntryProtocol.AUTO))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("64-bit kernel")
        .hasMessageContaining("bzImage");
  }

  @Test
  void namesATruncatedKernel() throws IOException {
    byte[] image = bzImage(true, new byte[4000]).array();
    for (int length : new int[] {0, 1, 511, 1000, 1025, image.length - 16}) {
      Path file = Files.write(directory.resolve("short"), Arrays.copyOf(image, length));
      assertThatThrownBy(
              () -> machine.load(new KernelImage(file, null, ""), EntryProtocol.LINUX, Feature.LM))
          .as("%d bytes", length)
          .isInstanceOf(BootException.class)
          .hasMessageContaining("short: ");
    }
  }

  @Test
  void namesARamDiskThatDoesNotFit() throws IOException {
    Path initrd =
        Files.write(directory.resolve("initrd"), new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0});
    try (var file = new java.io.RandomAccessFile(initrd.toFile(), "rw")) {
      file.setLength(60 * MIB);
    }
    assertThatThrownBy(
            () -> machine.load(kernel(true, initrd.toString()), EntryProtocol.LINUX, Feature.LM))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("does not fit")
        .hasMessageContaining("64 MiB");
  }

  @Test
  void namesMemoryTooSmallForTheKernel() throws IOException {
    try (var small = new TestMachine(16)) {
      assertThatThrownBy(() -> small.load(kernel(true, null), EntryProtocol.LINUX, Feature.LM))
          .isInstanceOf(BootException.class)
          .hasMessageContaining("needs memory up to 18 MiB");
    }
  }

  @Test
  void namesADamagedRamDisk() throws IOException {
    byte[] whole = gzip(new byte[5000]);
    byte[][] bad = {
      Arrays.copyOf(whole, whole.length - 3),
      "no ram disk at all".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
      {}
    };
    for (byte[] content : bad) {
      Path initrd = Files.write(directory.resolve("initrd"), content);
      assertThatThrownBy(
              () -> machine.load(kernel(true, initrd.toString()), EntryProtocol.LINUX, Feature.LM))
          .isInstanceOf(BootException.class)
          .hasMessageContaining("initrd: ");
    }
  }

  @Test
  void namesAMissingFile() {
    var kernel = new KernelImage(directory.resolve("absent"), null, "");
    assertThatThrownBy(() -> machine.load(kernel, EntryProtocol.AUTO))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("absent: no such file");
  }

  @Test
  void everyDamagedHeaderIsToldAndNeverCrashes() throws IOException {
    var random = new java.util.Random(4);
    byte[] good = bzImage(true, gzip(TestMachine.elf(true, new byte[500], 0).array())).array();
    for (int i = 0; i < 500; i++) {
      byte[] image = good.clone();
      for (int j = 0; j < 3; j++) {
        image[0x1f1 + random.nextInt(0x80)] = (byte) random.nextInt();
      }
      Path file = Files.write(directory.resolve("bzImage"), image);
      try {
        machine.load(new KernelImage(file, null, ""), EntryProtocol.values()[i % 4], Feature.LM);
      } catch (BootException e) {
        assertThat(e).hasMessageContaining("bzImage");
      }
    }
  }

  @Test
  void limitsTheCommandLine() throws IOException {
    var kernel = new KernelImage(kernel(true, null).file(), null, "x".repeat(2048));
    assertThatThrownBy(() -> machine.load(kernel, EntryProtocol.LINUX, Feature.LM))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("2047");
  }

  private static byte[] gzip(byte[] content) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var stream = new GZIPOutputStream(out)) {
      stream.write(content);
    }
    return out.toByteArray();
  }
}
