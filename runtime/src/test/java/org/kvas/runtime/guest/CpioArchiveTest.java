package org.kvas.runtime.guest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveInputStream;
import org.apache.commons.compress.archivers.cpio.CpioConstants;
import org.junit.jupiter.api.Test;

/** Read back by another implementation of the format. */
class CpioArchiveTest {
  @Test
  void everyKindOfEntry() throws IOException {
    byte[] archive =
        new CpioArchive()
            .directory("bin")
            .file("bin/tool", 0755, "five!".getBytes(US_ASCII))
            .symbolicLink("bin/link", "tool")
            .characterDevice("console", 0600, 5, 1)
            .finish();
    try (CpioArchiveInputStream in =
        new CpioArchiveInputStream(new ByteArrayInputStream(archive))) {
      assertThat(in.getNextEntry())
          .returns("bin", CpioArchiveEntry::getName)
          .returns(true, CpioArchiveEntry::isDirectory);
      assertThat(in.getNextEntry())
          .returns("bin/tool", CpioArchiveEntry::getName)
          .returns(CpioConstants.C_ISREG | 0755L, CpioArchiveEntry::getMode)
          .returns(CpioConstants.FORMAT_NEW, CpioArchiveEntry::getFormat);
      assertThat(in.readAllBytes()).asString(US_ASCII).isEqualTo("five!");
      assertThat(in.getNextEntry()).returns(true, CpioArchiveEntry::isSymbolicLink);
      assertThat(in.readAllBytes()).asString(US_ASCII).isEqualTo("tool");
      assertThat(in.getNextEntry())
          .returns(true, CpioArchiveEntry::isCharacterDevice)
          .returns(5L, CpioArchiveEntry::getRemoteDeviceMaj)
          .returns(1L, CpioArchiveEntry::getRemoteDeviceMin);
      assertThat(in.getNextEntry()).isNull();
    }
  }
}
