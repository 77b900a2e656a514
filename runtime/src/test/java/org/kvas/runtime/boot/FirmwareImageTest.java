package org.kvas.runtime.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kvas.runtime.mmu.AddressSpace;

class FirmwareImageTest {
  @TempDir Path directory;

  private FirmwareImage image(int size) throws IOException {
    byte[] content = new byte[size];
    content[0] = 1;
    if (size > 0) {
      content[size - 16] = (byte) 0xea;
    }
    return FirmwareImage.read(Files.write(directory.resolve("rom"), content));
  }

  @ParameterizedTest
  @CsvSource({"0x10000,0xf0000", "0x20000,0xe0000", "0x40000,0"})
  void endsAt4GibAndAt1Mib(String size, String aliasStart) throws IOException {
    var space = new AddressSpace();
    try (FirmwareImage image = image(Integer.decode(size))) {
      space.map(image.high());
      space.map(image.lowAlias());
      assertThat(space.read(0xffff_fff0L, 1)).isEqualTo(0xea);
      assertThat(space.read(0xf_fff0, 1)).isEqualTo(0xea);
      assertThat(space.read((1L << 32) - Integer.decode(size), 1)).isEqualTo(1);
      int start = Integer.decode(aliasStart);
      if (start != 0) {
        assertThat(space.read(start, 1)).isEqualTo(1);
      }
      assertThat(space.read(0xd_ffff, 1)).isEqualTo(0xff);
    }
  }

  @Test
  void refusesOddSizes() throws IOException {
    for (int size : new int[] {1, 0x1_0001, 0x8000}) {
      Path file = Files.write(directory.resolve("rom"), new byte[size]);
      assertThatThrownBy(() -> FirmwareImage.read(file))
          .isInstanceOf(BootException.class)
          .hasMessageContaining("rom: has " + size + " bytes");
    }
  }
}
