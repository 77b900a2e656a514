package org.kvas.runtime.guest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvas.runtime.machine.KernelImage;

class DefaultGuestTest {
  private static final String KERNEL_PACKAGE = "linux-image-6.1.0-1-cloud-amd64:amd64";

  @TempDir Path folder;

  private static byte[] dataMember(Map<String, String> files) throws IOException {
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new XZCompressorOutputStream(bytes))) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        byte[] content = file.getValue().getBytes(US_ASCII);
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static Path debianPackage(Path file, Map<String, String> files) throws IOException {
    Files.createDirectories(file.getParent());
    try (OutputStream out = Files.newOutputStream(file);
        ArArchiveOutputStream ar = new ArArchiveOutputStream(out)) {
      member(ar, "debian-binary", "2.0\n".getBytes(US_ASCII));
      member(ar, "control.tar.xz", dataMember(Map.of("./control", "")));
      member(ar, "data.tar.xz", dataMember(files));
    }
    return file;
  }

  private static void member(ArArchiveOutputStream ar, String name, byte[] content)
      throws IOException {
    ar.putArchiveEntry(new ArArchiveEntry(name, content.length));
    ar.write(content);
    ar.closeArchiveEntry();
  }

  @Test
  void filesOfAPackage() throws IOException {
    DebArchive archive =
        new DebArchive(
            debianPackage(
                folder.resolve("p.deb"), Map.of("./boot/vmlinuz-6", "kernel", "./usr/x", "")));
    assertThat(archive.read(path -> path.equals("boot/vmlinuz-6")))
        .hasValue("kernel".getBytes(US_ASCII));
    assertThat(archive.read(path -> path.equals("boot"))).isEmpty();
  }

  @Test
  void notAPackage() throws IOException {
    DebArchive archive =
        new DebArchive(Files.writeString(folder.resolve("p.deb"), "not a package at all"));
    assertThatThrownBy(() -> archive.read(path -> true)).isInstanceOf(IOException.class);
  }

  @Test
  void kernelAndRamDiskAreKept() throws IOException {
    Path packages = folder.resolve("packages");
    debianPackage(
        packages.resolve("busybox-static_amd64.deb"), Map.of("./usr/bin/busybox", "BUSYBOX"));
    debianPackage(
        packages.resolve(KERNEL_PACKAGE.replace(':', '_') + ".deb"),
        Map.of("./boot/vmlinuz-6.1.0-1-cloud-amd64", "KERNEL"));
    DebianPackages kept =
        new DebianPackages(packages) {
          @Override
          public String dependency(String name, String prefix) {
            return KERNEL_PACKAGE;
          }
        };
    DefaultGuest guest = new DefaultGuest(folder.resolve("guest"), kept);
    assertThat(guest.isThere()).isFalse();

    KernelImage image = guest.image();

    assertThat(guest.isThere()).isTrue();
    assertThat(image.file()).hasContent("KERNEL");
    assertThat(image.initrdFile())
        .hasValueSatisfying(
            disk ->
                assertThat(disk).content(US_ASCII).contains("BUSYBOX", "cttyhack", "TRAILER!!!"));
    assertThat(image.commandLine()).contains("console=ttyS0");
  }
}
