package org.kvas.runtime.vcpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Feature;
import org.kvas.translator.x86.decode.Mnemonic;

/** What each model decodes: SDM Vol. 2, the CPUID feature flag of each instruction. */
class CpuModelsTest {
  /** Each has what those before it have. */
  private static final List<String> GENERATIONS =
      List.of("486", "pentium", "pentium3", "qemu64", "x86-64-v2", "x86-64-v3", "max");

  private static Mnemonic decode(String model, int codeBits, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    return new Decoder(CpuModel.parse(model).features())
        .decode(bytes, 0, bytes.length, codeBits)
        .mnemonic();
  }

  /** The first model that has the instruction, in 32-bit code. */
  @ParameterizedTest(name = "{0} since {2}")
  @CsvSource({
    "CPUID, 0f a2, 486",
    "XADD, 0f c1 c8, 486",
    "CMPXCHG, 0f b1 c8, 486",
    "BSWAP, 0f c8, 486",
    "INVLPG, 0f 01 38, 486",
    "RDTSC, 0f 31, pentium",
    "RDMSR, 0f 32, pentium",
    "CMPXCHG8B, 0f c7 08, pentium",
    "PADDB, 0f fc c1, pentium",
    "EMMS, 0f 77, pentium",
    "RDPMC, 0f 33, pentium",
    "CMOVCC, 0f 44 c1, pentium3",
    "FCOMI, db f1, pentium3",
    "NOP, 0f 1f 00, pentium3",
    "PREFETCH, 0f 18 08, pentium3",
    "SYSENTER, 0f 34, pentium3",
    "FXSAVE, 0f ae 00, pentium3",
    "ADDPS, 0f 58 c1, pentium3",
    "PMINUB, 0f da c1, pentium3",
    "SFENCE, 0f ae f8, pentium3",
    "ADDPD, 66 0f 58 c1, qemu64",
    "PADDB, 66 0f fc c1, qemu64",
    "MFENCE, 0f ae f0, qemu64",
    "CLFLUSH, 0f ae 38, qemu64",
    "FISTTP, df 08, qemu64",
    "SYSCALL, 0f 05, qemu64",
    "RDTSCP, 0f 01 f9, qemu64",
    "PREFETCH, 0f 0d 08, qemu64",
    "PSHUFB, 0f 38 00 c1, x86-64-v2",
    "PTEST, 66 0f 38 17 c1, x86-64-v2",
    "CRC32, f2 0f 38 f1 c1, x86-64-v2",
    "POPCNT, f3 0f b8 c1, x86-64-v2",
    "ADDPS, c5 f0 58 c2, x86-64-v3",
    "PADDB, c5 f5 fc c2, x86-64-v3",
    "VFMADD132PS, c4 e2 71 98 c2, x86-64-v3",
    "VCVTPH2PS, c4 e2 79 13 c2, x86-64-v3",
    "ANDN, c4 e2 70 f2 c2, x86-64-v3",
    "PDEP, c4 e2 73 f5 c2, x86-64-v3",
    "MOVBE, 0f 38 f0 00, x86-64-v3",
    "XSAVE, 0f ae 20, x86-64-v3",
    "XSAVEC, 0f c7 20, x86-64-v3",
    "AESENC, 66 0f 38 dc c1, max",
    "PCLMULQDQ, 66 0f 3a 44 c1 00, max",
    "SHA1NEXTE, 0f 38 c8 c1, max",
    "ADCX, 66 0f 38 f6 c1, max",
    "RDRAND, 0f c7 f0, max",
    "RDSEED, 0f c7 f8, max",
    "RDPID, f3 0f c7 f8, max",
    "INVPCID, 66 0f 38 82 00, max",
    "CLFLUSHOPT, 66 0f ae 38, max",
    "CLWB, 66 0f ae 30, max",
    "STAC, 0f 01 cb, max"
  })
  void instructionsByModel(Mnemonic mnemonic, String hex, String first) {
    boolean expected = false;
    for (String model : GENERATIONS) {
      expected |= model.equals(first);
      assertThat(decode(model, 32, hex))
          .as(model)
          .isEqualTo(expected ? mnemonic : Mnemonic.INVALID);
    }
  }

  /** Older processors ignore the prefix. SDM Vol. 2, LZCNT and TZCNT. */
  @Test
  void countsAreScansWithoutTheFeature() {
    assertThat(decode("x86-64-v2", 64, "f3 0f bc c1")).isEqualTo(Mnemonic.BSF);
    assertThat(decode("x86-64-v2", 64, "f3 0f bd c1")).isEqualTo(Mnemonic.BSR);
    assertThat(decode("x86-64-v3", 64, "f3 0f bc c1")).isEqualTo(Mnemonic.TZCNT);
    assertThat(decode("x86-64-v3", 64, "f3 0f bd c1")).isEqualTo(Mnemonic.LZCNT);
  }

  @Test
  void featuresThatHangTogether() {
    CpuModel model = CpuModel.parse("x86-64-v3,-xsave");
    assertThat(model.features())
        .doesNotContain(Feature.AVX, Feature.AVX2, Feature.FMA, Feature.XSAVEC)
        .contains(Feature.BMI1);
    assertThat(CpuModel.parse("x86-64-v2,xsave=on,avx=on").has(Feature.AVX)).isTrue();
    assertThat(CpuModel.parse("max,rdrand=off").has(Feature.RDRAND)).isFalse();
    assertThatThrownBy(() -> CpuModel.parse("x86-64-v2,+avx2"))
        .hasMessage("-cpu: the feature avx2 needs avx, which this processor does not have.");
  }

  @Test
  void whatIdentifiesAModelCanBeSaid() {
    CpuModel model = CpuModel.parse("max,vendor=AuthenticAMD,family=0x17,model=49,stepping=2");
    assertThat(model.isAmd()).isTrue();
    assertThat(model.signature()).isEqualTo(0x0083_0f12);
    assertThat(CpuModel.parse("Opteron_G1").isAmd()).isTrue();
    assertThatThrownBy(() -> CpuModel.parse("max,vendor=AMD"))
        .hasMessage("-cpu vendor=AMD: twelve characters are needed, as in GenuineIntel.");
    assertThatThrownBy(() -> CpuModel.parse("max,stepping=16"))
        .hasMessage("-cpu stepping=16: a number from 0 to 15 is needed.");
    assertThatThrownBy(() -> CpuModel.parse("max,avx=1"))
        .hasMessage("-cpu: \"avx=1\" is neither avx=on nor avx=off.");
  }
}
