package org.kvas.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemorySizeTest {
  @ParameterizedTest
  @CsvSource({
    "256, 268435456",
    "256M, 268435456",
    "1, 1048576",
    "1g, 1073741824",
    "1.5G, 1610612736",
    "2048K, 2097152",
    "1025k, 1052672",
    "size=64M, 67108864",
    "1T, 1099511627776"
  })
  void bytes(String text, long bytes) {
    assertThat(MemorySize.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-1",
        "M",
        "12X",
        "1023K",
        "1025G",
        "99999999999999999999",
        "1e3",
        "0x10",
        "256M,slots=2",
        "１M"
      })
  void refused(String text) {
    assertThatThrownBy(() -> MemorySize.parse(text))
        .isInstanceOf(CommandError.class)
        .hasMessageStartingWith("-m");
  }
}
