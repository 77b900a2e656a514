package org.kvas.runtime.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.state.X87State;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Feature;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.semantics.x87.StatusWord;

/**
 * x87 instructions against what an Intel processor (Sapphire Rapids) did: registers, control,
 * status and tag words, RFLAGS and memory, bit for bit. The transcendentals may differ by one unit
 * in the last place, and then in C1 and in a tag. The vectors and their format come from {@code
 * src/test/native/record-x87-vectors.c}.
 */
class X87VectorsTest {
  private static final long DATA = 0x10_0000L;
  static final int MODE =
      ExecutionMode.CODE_64
          | ExecutionMode.FLAT
          | ExecutionMode.PROTECTED
          | ExecutionMode.FPU_ENABLED;
  private static final Set<Mnemonic> TRANSCENDENTAL =
      EnumSet.of(
          Mnemonic.F2XM1,
          Mnemonic.FYL2X,
          Mnemonic.FYL2XP1,
          Mnemonic.FPTAN,
          Mnemonic.FPATAN,
          Mnemonic.FSIN,
          Mnemonic.FCOS,
          Mnemonic.FSINCOS);

  private final Decoder decoder = new Decoder(EnumSet.allOf(Feature.class));
  private final X87Operations operations = new X87Operations();

  @TestFactory
  Stream<DynamicTest> hostVectors() throws IOException {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                X87VectorsTest.class.getResourceAsStream("x87-vectors.txt"),
                StandardCharsets.US_ASCII))) {
      for (String line; (line = in.readLine()) != null; ) {
        rows.computeIfAbsent(line.substring(0, line.indexOf(' ')), bytes -> new ArrayList<>())
            .add(line);
      }
    }
    return rows.entrySet().stream()
        .map(
            group ->
                DynamicTest.dynamicTest(
                    group.getKey(),
                    () -> group.getValue().forEach(row -> check(group.getKey(), row))));
  }

  Operation operation(Instruction instruction) {
    return operations.create(instruction, MODE, 0);
  }

  private void check(String hex, String row) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    Instruction instruction = decoder.decode(bytes, 0, bytes.length, 64);
    String[] halves = row.split(" > ");
    String[] before = halves[0].split(" ");
    String[] after = halves[1].split(" ");
    boolean approximate = TRANSCENDENTAL.contains(instruction.mnemonic());
    try (FlatVcpu cpu = new FlatVcpu(DATA, VcpuState.PAGE_SIZE)) {
      X87State expected = new X87State();
      prepare(cpu, before);
      load(expected, before);
      operation(instruction).execute(cpu);

      int ignoredStatus = approximate ? StatusWord.C1 : 0;
      assertThat(cpu.x87.control).as(row).isEqualTo(hex(after[0]));
      assertThat(cpu.x87.statusWord() & ~ignoredStatus)
          .as(row)
          .isEqualTo(hex(after[1]) & ~ignoredStatus);
      assertThat(approximate ? cpu.x87.empty : cpu.x87.tagWord())
          .as(row)
          .isEqualTo(approximate ? emptyOf(hex(after[2])) : hex(after[2]));
      assertThat(cpu.statusFlags()).as(row).isEqualTo(hex(after[3]));
      checkChanges(cpu, expected, before, after, approximate, row);
    }
  }

  private static void prepare(FlatVcpu cpu, String[] before) {
    load(cpu.x87, before);
    cpu.setStatusFlags(hex(before[4]));
    cpu.setGeneral(VcpuState.RSI, DATA);
    cpu.rip = DATA + 0x800;
    if (!before[5].equals("-")) {
      store(cpu, HexFormat.of().parseHex(before[5]));
    }
  }

  private static void store(VcpuState cpu, byte[] memory) {
    for (int i = 0; i < memory.length; i++) {
      cpu.store8(DATA + i, memory[i]);
    }
  }

  private static void load(X87State x87, String[] before) {
    x87.setControlWord(hex(before[1]));
    x87.setStatusWord(hex(before[2]));
    x87.setTagWord(hex(before[3]));
    for (int i = 6; i < before.length; i++) {
      set(x87, x87.register(i - 6), before[i]);
    }
  }

  private static void set(X87State x87, int register, String value) {
    x87.signExponent[register] = hex(value.substring(0, 4));
    x87.significand[register] = Long.parseUnsignedLong(value.substring(5), 16);
  }

  private static void checkChanges(
      FlatVcpu cpu,
      X87State expected,
      String[] before,
      String[] after,
      boolean approximate,
      String row) {
    String memory = before[5];
    for (int i = 4; i < after.length; i++) {
      if (after[i].startsWith("m=")) {
        memory = after[i].substring(2);
      } else {
        set(expected, after[i].charAt(1) - '0', after[i].substring(3));
      }
    }
    for (int r = 0; r < 8; r++) {
      long distance =
          approximate ? distance(cpu.x87, expected, r) : bitDistance(cpu.x87, expected, r);
      assertThat(distance)
          .as(
              "register %d (%04x:%016x): %s",
              r, cpu.x87.signExponent[r], cpu.x87.significand[r], row)
          .isLessThanOrEqualTo(approximate ? 1 : 0);
    }
    if (!memory.equals("-")) {
      byte[] bytes = HexFormat.of().parseHex(memory);
      for (int i = 0; i < bytes.length; i++) {
        assertThat((byte) cpu.load8(DATA + i)).as(row).isEqualTo(bytes[i]);
      }
    }
  }

  private static long bitDistance(X87State a, X87State b, int r) {
    return a.signExponent[r] == b.signExponent[r] && a.significand[r] == b.significand[r] ? 0 : 1;
  }

  /**
   * Units in the last place; anything large where sign or binade differ, but for neighbours across
   * a power of two.
   */
  private static long distance(X87State a, X87State b, int r) {
    if (a.signExponent[r] == b.signExponent[r]) {
      return Math.abs(a.significand[r] - b.significand[r]);
    }
    boolean neighbours =
        Math.abs(a.signExponent[r] - b.signExponent[r]) == 1
            && (a.significand[r] ^ b.significand[r]) == Long.MAX_VALUE;
    return neighbours ? 1 : Long.MAX_VALUE;
  }

  private static int emptyOf(int tags) {
    X87State x87 = new X87State();
    x87.setTagWord(tags);
    return x87.empty;
  }

  private static int hex(String digits) {
    return Integer.parseInt(digits, 16);
  }
}
