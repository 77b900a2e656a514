package org.kvas.runtime.interpret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.VcpuState;

/**
 * FXSAVE and the XSAVE family against what an Intel processor (Sapphire Rapids) wrote ({@code
 * src/test/native/record-state-save.c}), and their faults and initial states against SDM Vol. 1,
 * 13.6 to 13.10.
 */
class StateSaveTest {
  private static final long AREA = 0x8000;
  private static final int AREA_SIZE = 832;
  private static final int HEADER = 512;

  // All at [rbx].
  private static final String FXSAVE64 = "48 0f ae 03";
  private static final String FXRSTOR64 = "48 0f ae 0b";
  private static final String LDMXCSR = "0f ae 13";
  private static final String XSAVE64 = "48 0f ae 23";
  private static final String XRSTOR64 = "48 0f ae 2b";
  private static final String XSAVEC64 = "48 0f c7 23";

  private static final int X87 = 1;
  private static final int SSE = 2;
  private static final int AVX = 4;

  private final Map<String, byte[]> images = images();
  private final BareProcessor processor =
      new BareProcessor(new StateSaveOperations(), ExecutionMode.CODE_64 | ExecutionMode.PROTECTED);
  private final Vcpu vcpu = processor.vcpu;

  private static Map<String, byte[]> images() {
    try (var in = StateSaveTest.class.getResourceAsStream("state-save-images.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .map(
              line ->
                  new String[] {
                    line.substring(0, line.lastIndexOf(' ')),
                    line.substring(line.lastIndexOf(' ') + 1)
                  })
          .collect(Collectors.toMap(parts -> parts[0], parts -> HexFormat.of().parseHex(parts[1])));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void load() {
    processor.at(VcpuState.RBX, AREA);
    processor.write(AREA, images.get("in"));
    processor.execute(FXRSTOR64);
    byte[] area = new byte[AREA_SIZE];
    Arrays.fill(area, (byte) 0xcc);
    Arrays.fill(area, HEADER, HEADER + 64, (byte) 0);
    processor.write(AREA, area);
  }

  @AfterEach
  void close() {
    processor.close();
  }

  private int vectorOf(String hex) {
    GuestFault fault = catchThrowableOfType(GuestFault.class, () -> processor.execute(hex));
    return fault == null ? -1 : fault.vector();
  }

  @ParameterizedTest
  @CsvSource({
    "fxsave64, 48 0f ae 03, 0",
    "fxsave, 0f ae 03, 0",
    "xsave64, 48 0f ae 23, 7",
    "xsaveopt64, 48 0f ae 33, 7",
    "xsavec64, 48 0f c7 23, 7",
    "xsave64 of x87, 48 0f ae 23, 1",
    "xsavec64 of AVX, 48 0f c7 23, 4"
  })
  void writesWhatTheProcessorWrites(String name, String code, int components) {
    processor.components(components);
    processor.execute(code);
    byte[] expected = images.get(name);
    assertThat(HexFormat.of().formatHex(processor.read(AREA, expected.length)))
        .isEqualTo(HexFormat.of().formatHex(expected));
  }

  @Test
  void restoresWhatItSaved() {
    vcpu.vector[4 * 5 + 3] = 0x1122334455667788L;
    processor.components(X87 | SSE | AVX);
    for (String save : new String[] {XSAVE64, XSAVEC64}) {
      processor.execute(save);
      long[] vector = vcpu.vector.clone();
      long[] significand = vcpu.x87.significand.clone();
      int status = vcpu.x87.statusWord();
      Arrays.fill(vcpu.vector, -1);
      vcpu.x87.initialize();
      vcpu.x87.significand[3] = 42;
      vcpu.mxcsr = 0x1f80;
      processor.execute(XRSTOR64);
      assertThat(vcpu.vector).isEqualTo(vector);
      assertThat(vcpu.x87.significand).isEqualTo(significand);
      assertThat(vcpu.x87.statusWord()).isEqualTo(status);
      assertThat(vcpu.mxcsr).isEqualTo(0x1fa5);
      processor.write(AREA + HEADER, new byte[64]);
    }
  }

  @Test
  void componentsThatAreNotThereGetTheirInitialState() {
    processor.write(AREA + 24, new byte[] {(byte) 0x80, 0x1f, 0, 0});
    vcpu.vector[4 * 2 + 2] = 7;
    processor.components(X87 | AVX);
    long low = vcpu.vector[4 * 2];
    processor.execute(XRSTOR64);
    assertThat(vcpu.x87.control).isEqualTo(0x37f);
    assertThat(vcpu.x87.empty).isEqualTo(0xff);
    assertThat(vcpu.x87.significand).containsOnly(0);
    assertThat(vcpu.vector[4 * 2 + 2]).isZero();
    assertThat(vcpu.vector[4 * 2]).isEqualTo(low);
  }

  @Test
  void outsideLongModeTheUpperEightRegistersStay() {
    try (BareProcessor small =
        new BareProcessor(
            new StateSaveOperations(), ExecutionMode.CODE_32 | ExecutionMode.PROTECTED)) {
      small.at(VcpuState.RBX, AREA);
      small.write(AREA, images.get("in"));
      small.vcpu.vector[4 * 8] = 5;
      small.execute("0f ae 0b");
      assertThat(small.vcpu.vector[4 * 7]).isEqualTo(vcpu.vector[4 * 7]);
      assertThat(small.vcpu.vector[4 * 8]).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {FXSAVE64, FXRSTOR64, XSAVE64, XRSTOR64, XSAVEC64})
  void misalignedAreasFault(String code) {
    processor.at(VcpuState.RBX, AREA + 8);
    processor.components(7);
    assertThat(vectorOf(code)).isEqualTo(GuestFault.GP);
  }

  @Test
  void reservedMxcsrBitsFaultAndChangeNothing() {
    processor.write(AREA + 24, new byte[] {0, 0, 1, 0});
    processor.at(VcpuState.RBX, AREA + 24);
    assertThat(vectorOf(LDMXCSR)).isEqualTo(GuestFault.GP);
    processor.at(VcpuState.RBX, AREA);
    assertThat(vectorOf(FXRSTOR64)).isEqualTo(GuestFault.GP);
    assertThat(vcpu.mxcsr).isEqualTo(0x1fa5);
    assertThat(vcpu.x87.control).isEqualTo(0x27f | 0x40);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 8", // XSTATE_BV names a component XCR0 lacks
    "8, 1", // the standard format wants XCOMP_BV zero
    "16, 1", // and the eight bytes after it
  })
  void reservedHeaderBitsFault(int offset, int value) {
    processor.write(AREA + HEADER + offset, new byte[] {(byte) value});
    processor.components(7);
    assertThat(vectorOf(XRSTOR64)).isEqualTo(GuestFault.GP);
  }

  @ParameterizedTest
  @CsvSource({"8, 8", "0, 4", "24, 1", "56, 1"})
  void reservedHeaderBitsOfTheCompactedFormatFault(int offset, int value) {
    processor.write(AREA + HEADER + 8, new byte[] {3, 0, 0, 0, 0, 0, 0, (byte) 0x80});
    processor.components(7);
    assertThat(vectorOf(XRSTOR64)).isEqualTo(GuestFault.GP - 14);
    processor.write(AREA + HEADER + offset, new byte[] {(byte) value});
    assertThat(vectorOf(XRSTOR64)).isEqualTo(GuestFault.GP);
  }

  @Test
  void controlRegistersGateThem() {
    vcpu.cr0 |= BareProcessor.CR0_EM;
    assertThat(vectorOf(FXSAVE64)).isEqualTo(GuestFault.NM);
    assertThat(vectorOf(LDMXCSR)).isEqualTo(GuestFault.UD);
    vcpu.cr0 = vcpu.cr0 & ~BareProcessor.CR0_EM | BareProcessor.CR0_TS;
    assertThat(vectorOf(FXRSTOR64)).isEqualTo(GuestFault.NM);
    assertThat(vectorOf(XSAVE64)).isEqualTo(GuestFault.NM);
    assertThat(vectorOf(LDMXCSR)).isEqualTo(GuestFault.NM);
    vcpu.cr4 = 0;
    assertThat(vectorOf(XSAVE64)).isEqualTo(GuestFault.UD);
    assertThat(vectorOf(LDMXCSR)).isEqualTo(GuestFault.UD);
  }
}
