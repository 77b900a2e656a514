package org.kvas.translator.x86.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * All inputs, against check sums of what an Intel processor (Sapphire Rapids) did: {@code
 * record-decimal.c} of the runtime's native tests.
 */
class DecimalTest {
  @ParameterizedTest
  @CsvSource({
    "AAA,0,07c40d00",
    "AAS,0,bb4fe00b",
    "DAA,0,2a6d1812",
    "DAS,0,195f70fe",
    "AAM,10,24849c8c",
    "AAD,10,b2fdcdc0",
    "AAM,7,4153f98a",
    "AAD,7,2b64d2d9"
  })
  void allInputsAsOnHardware(String mnemonic, int base, String checksum) {
    CRC32 crc = new CRC32();
    for (int k = 0; k < 4; k++) {
      int flags = k & 1 | (k & 2) << 3;
      for (int ax = 0; ax < 0x10000; ax++) {
        int packed = adjust(mnemonic, ax, flags, base);
        boolean byteOnly = mnemonic.startsWith("DA");
        int value = byteOnly ? ax & 0xff00 | Decimal.value(packed) : Decimal.value(packed);
        crc.update(
            new byte[] {
              (byte) value,
              (byte) (value >> 8),
              (byte) Decimal.flags(packed),
              (byte) (Decimal.flags(packed) >> 8)
            });
      }
    }
    assertThat(Long.toHexString(crc.getValue())).isEqualTo(checksum.replaceFirst("^0+", ""));
  }

  private static int adjust(String mnemonic, int ax, int flags, int base) {
    return switch (mnemonic) {
      case "AAA" -> Decimal.aaa(ax, flags);
      case "AAS" -> Decimal.aas(ax, flags);
      case "DAA" -> Decimal.daa(ax & 0xff, flags);
      case "DAS" -> Decimal.das(ax & 0xff, flags);
      case "AAM" -> Decimal.aam(ax & 0xff, base);
      default -> Decimal.aad(ax, base);
    };
  }
}
