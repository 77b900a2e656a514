package org.kvas.runtime.oracle;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kvas.runtime.vcpu.CpuModels;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Instruction;

/** No more is made equal than the architecture leaves open. */
class WaiversTest {
  private static final int MOST_ROWS = 20;

  private final Decoder decoder = new Decoder(CpuModels.implemented());
  private final Waivers amd = new Waivers(new HostTraits(true, false, true, true));
  private final Waivers intel = new Waivers(new HostTraits(false, true, true, true));
  private final MemorySegment a = MemorySegment.ofArray(new byte[StateRecord.SIZE]);
  private final MemorySegment b = MemorySegment.ofArray(new byte[StateRecord.SIZE]);

  @Test
  void areFew() {
    assertThat(Waivers.ROWS.size() + AmdWaivers.ROWS.size()).isLessThanOrEqualTo(MOST_ROWS);
  }

  /** ADD, AND, IMUL, SHL by 1, by 3, by 0, AX by 16, BL by CL, CL by CL, ROL, SAR, BSF. */
  @ParameterizedTest
  @CsvSource({
    "01d8, 0, 0",
    "21d8, 0, 10",
    "0fafc3, 0, d4",
    "d1e0, 0, 10",
    "c1e003, 0, 810",
    "c1e000, 0, 0",
    "66c1e010, 0, 811",
    "d2e3, 1, 10",
    "d2e3, 32, 0",
    "d2e3, 9, 811",
    "d2e1, 1, 811",
    "c1c003, 0, 800",
    "66c1f810, 0, 810",
    "0fbcc3, 0, 895",
  })
  void undefinedFlags(String code, int cl, String undefined) {
    for (MemorySegment record : new MemorySegment[] {a, b}) {
      record.set(JAVA_LONG_UNALIGNED, StateRecord.VECTOR, GuestFault.BP);
      OperandMaker.setGeneral(record, 1, cl);
    }
    b.set(JAVA_LONG_UNALIGNED, StateRecord.RFLAGS, 0x8d5);
    intel.apply(decode(code), a, b);
    assertThat(b.get(JAVA_LONG_UNALIGNED, StateRecord.RFLAGS)).isEqualTo(0x8d5);
    amd.apply(decode(code), a, b);
    assertThat(b.get(JAVA_LONG_UNALIGNED, StateRecord.RFLAGS))
        .isEqualTo(0x8d5 & ~Integer.parseInt(undefined, 16));
  }

  /** RCPPS: one is within 3 parts in 4096 of the other. */
  @ParameterizedTest
  @CsvSource({
    "3f800000, 3f800800, true",
    "3f800000, 3f801800, true",
    "3f800000, 3f801900, false",
    "3f800000, bf800000, false",
    "7f800000, 7f7fffff, false",
    "7fc00000, 7fc00001, false",
    "0, 1, false",
  })
  void approximations(String first, String second, boolean near) {
    int at = StateRecord.lane(3, 2) + 4;
    int actual = Integer.parseUnsignedInt(first, 16);
    int emulated = Integer.parseUnsignedInt(second, 16);
    a.set(JAVA_INT_UNALIGNED, at, actual);
    b.set(JAVA_INT_UNALIGNED, at, emulated);
    amd.apply(decode("c5fc53d9"), a, b);
    assertThat(b.get(JAVA_INT_UNALIGNED, at)).isEqualTo(near ? actual : emulated);
  }

  private Instruction decode(String code) {
    byte[] bytes = HexFormat.of().parseHex(code);
    return decoder.decode(bytes, 0, bytes.length, 64);
  }
}
