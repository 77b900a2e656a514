package org.kvas.runtime.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Feature;
import org.kvas.translator.x86.decode.Instruction;

/**
 * 64-bit integer instructions against what an Intel processor (Sapphire Rapids) did with the same
 * inputs, undefined flags included. The vectors and the format come from {@code
 * src/test/native/record-integer-vectors.c}.
 */
class IntegerVectorsTest {
  private static final long DATA = 0x1000_0000L;
  private static final int SIZE = 0x4000;
  private static final int STATUS = 0xcd5;
  static final int MODE =
      ExecutionMode.CODE_64
          | ExecutionMode.FLAT
          | ExecutionMode.STACK_32
          | ExecutionMode.USER
          | ExecutionMode.PROTECTED;

  private final Decoder decoder = new Decoder(EnumSet.allOf(Feature.class));
  final IntegerOperations operations = new IntegerOperations();

  private record Vectors(String bytes, char kind, String text, List<String> runs) {}

  @TestFactory
  Stream<DynamicTest> hostVectors() throws IOException {
    return read().stream()
        .map(
            vectors ->
                DynamicTest.dynamicTest(
                    vectors.text() + " [" + vectors.kind() + "]", () -> check(vectors)));
  }

  private static List<Vectors> read() throws IOException {
    List<Vectors> all = new ArrayList<>();
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                IntegerVectorsTest.class.getResourceAsStream("integer-vectors.txt"),
                StandardCharsets.US_ASCII))) {
      for (String line; (line = in.readLine()) != null; ) {
        if (line.startsWith("=")) {
          String[] parts = line.split(" ", 4);
          all.add(new Vectors(parts[1], parts[2].charAt(0), parts[3], new ArrayList<>()));
        } else {
          all.getLast().runs().add(line);
        }
      }
    }
    return all;
  }

  private void check(Vectors vectors) {
    byte[] bytes = HexFormat.of().parseHex(vectors.bytes());
    Instruction instruction = decoder.decode(bytes, 0, bytes.length, 64);
    assertThat(instruction.length()).isEqualTo(bytes.length);
    Operation operation = operation(instruction);
    for (String run : vectors.runs()) {
      String[] expected = run.split(" ", 2);
      for (int slowPages = 0; slowPages < 2; slowPages++) {
        assertThat(outcome(operation, vectors.kind(), Long.parseLong(expected[0]), slowPages != 0))
            .as(run)
            .isEqualTo(expected[1]);
      }
    }
  }

  Operation operation(Instruction instruction) {
    return operations.create(instruction, MODE, 0);
  }

  private static String outcome(Operation operation, char kind, long seed, boolean slow) {
    try (FlatVcpu cpu = new FlatVcpu(DATA, SIZE)) {
      new Inputs(seed).prepare(cpu, kind);
      if (slow) {
        for (long page = DATA; page < DATA + SIZE; page += VcpuState.PAGE_SIZE) {
          cpu.slow(page);
        }
      }
      long[] registers = cpu.generals();
      long[] memory = memory(cpu);
      try {
        operation.execute(cpu);
      } catch (GuestFault fault) {
        assertThat(cpu.generals()).isEqualTo(registers);
        return fault.vector() == GuestFault.DE
            ? "fault=DE"
            : fault.vector() == GuestFault.GP ? "fault=GP" : fault.getMessage();
      }
      return changes(cpu, registers, memory);
    }
  }

  private static long[] memory(FlatVcpu cpu) {
    long[] words = new long[SIZE / 8];
    for (int i = 0; i < words.length; i++) {
      words[i] = cpu.peek(DATA + i * 8L);
    }
    return words;
  }

  private static String changes(FlatVcpu cpu, long[] registers, long[] memory) {
    StringBuilder text = new StringBuilder("f=" + Integer.toHexString(cpu.rflags() & STATUS));
    for (int i = 0; i < 15; i++) {
      if (cpu.general(i) != registers[i]) {
        text.append(" r").append(i).append('=').append(Long.toHexString(cpu.general(i)));
      }
    }
    long[] after = memory(cpu);
    for (int i = 0; i < after.length; i++) {
      if (after[i] != memory[i]) {
        text.append(" m")
            .append(Integer.toHexString(i * 8))
            .append('=')
            .append(Long.toHexString(after[i]));
      }
    }
    return text.toString();
  }

  /** The same inputs from the same seed as the recorder. */
  private static final class Inputs {
    private long generator;

    Inputs(long seed) {
      generator = seed;
    }

    private long next() {
      generator += 0x9e3779b97f4a7c15L;
      long z = generator;
      z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
      z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
      return z ^ z >>> 31;
    }

    private long value() {
      long r = next();
      return switch ((int) r & 15) {
        case 0 -> 0;
        case 1 -> -1;
        case 2, 3 -> r >>> 56;
        case 4 -> 1L << (r >>> 58);
        case 5 -> (1L << (r >>> 58)) - 1;
        case 6 -> -(r >>> 56);
        case 7 -> (int) (r >>> 20);
        default -> next();
      };
    }

    void prepare(FlatVcpu cpu, char kind) {
      for (int i = 0; i < 15; i++) {
        cpu.setGeneral(i, value());
      }
      long flags = 0x202 | next() & 0x8d5;
      for (long at = DATA; at < DATA + SIZE; at += 8) {
        cpu.poke(at, value());
      }
      long r = next();
      cpu.setGeneral(4, DATA + 0x2800);
      cpu.setGeneral(5, DATA + 0x800);
      cpu.setGeneral(6, DATA + 0x900 + (r & 63));
      cpu.setGeneral(7, DATA + 0x900 + (r >>> 6 & 63));
      switch (kind) {
        case 'b' -> cpu.setGeneral(3, r << 40 >> 54);
        case 's' -> flags |= strings(cpu, r);
        case 'x' -> counterAndTable(cpu, r);
        case 'd' -> {
          cpu.setGeneral(2, (r >>> 12 & 1) != 0 ? 0 : next() & 7);
          cpu.setGeneral(1, cpu.general(1) | 0x1001);
          cpu.setGeneral(3, cpu.general(3) | 0x1000);
        }
        default -> {}
      }
      cpu.setStatusFlags((int) flags);
      cpu.systemFlags = (int) flags & 0x602;
    }

    private static void counterAndTable(FlatVcpu cpu, long r) {
      cpu.setGeneral(1, r >>> 12 & 63);
      cpu.setGeneral(3, DATA + 0xa00);
    }

    /** Returns DF or nothing. */
    private static long strings(FlatVcpu cpu, long r) {
      counterAndTable(cpu, r);
      if ((r >>> 22 & 1) != 0) {
        cpu.setGeneral(0, cpu.peek(DATA + 0x980));
      }
      if ((r >>> 23 & 1) != 0) {
        for (int i = 0; i < 0x80; i += 8) {
          cpu.poke(DATA + 0x900 + i, cpu.peek(DATA + 0x900 + (r & 63) + i));
        }
      }
      return (r >>> 20 & 3) == 0 ? VcpuState.DF : 0;
    }
  }
}
