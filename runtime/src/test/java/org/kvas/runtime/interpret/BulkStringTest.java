package org.kvas.runtime.interpret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.translator.state.ExecutionMode.CODE_16;
import static org.kvas.translator.state.ExecutionMode.CODE_32;
import static org.kvas.translator.state.ExecutionMode.CODE_64;
import static org.kvas.translator.state.ExecutionMode.FLAT;
import static org.kvas.translator.state.ExecutionMode.STACK_32;
import static org.kvas.translator.state.VcpuState.DF;
import static org.kvas.translator.state.VcpuState.DS;
import static org.kvas.translator.state.VcpuState.ES;
import static org.kvas.translator.state.VcpuState.FS;
import static org.kvas.translator.state.VcpuState.PAGE_SIZE;
import static org.kvas.translator.state.VcpuState.RAX;
import static org.kvas.translator.state.VcpuState.RCX;
import static org.kvas.translator.state.VcpuState.RDI;
import static org.kvas.translator.state.VcpuState.RSI;
import static org.kvas.translator.state.VcpuState.TF;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.Operation;

/**
 * Repeated MOVS and STOS, which do many elements at once, against the same instruction stepped with
 * RFLAGS.TF, which does one. SDM Vol. 2B, REP.
 */
class BulkStringTest {
  private static final int SIZE = 0x14000;
  private static final long RIP = 0x5000;
  private static final long FOUR_GIB = 1L << 32;

  private final byte[] expected = new byte[SIZE];
  private final byte[] actual = new byte[SIZE];

  /**
   * @param fault vector, -1 for none
   */
  private record Outcome(long rsi, long rdi, long rcx, long rip, int fault) {}

  private Outcome compare(Operation operation, Consumer<FlatVcpu> setting) {
    Outcome stepped = outcome(operation, setting, TF, expected);
    assertThat(outcome(operation, setting, 0, actual)).isEqualTo(stepped);
    assertThat(Arrays.mismatch(actual, expected)).as("byte that differs").isEqualTo(-1);
    return stepped;
  }

  private static Outcome outcome(
      Operation operation, Consumer<FlatVcpu> setting, int trap, byte[] memory) {
    try (FlatVcpu cpu = new FlatVcpu(0, SIZE)) {
      for (int i = 0; i < SIZE; i += 8) {
        cpu.poke(i, (i + 1) * 0x9e37_79b9_7f4a_7c15L);
      }
      cpu.rip = RIP;
      setting.accept(cpu);
      cpu.systemFlags |= trap;
      int fault = run(operation, cpu);
      ByteBuffer buffer = ByteBuffer.wrap(memory);
      for (int i = 0; i < SIZE; i += 8) {
        buffer.putLong(i, cpu.peek(i));
      }
      return new Outcome(cpu.general(RSI), cpu.general(RDI), cpu.general(RCX), cpu.rip, fault);
    }
  }

  private static int run(Operation operation, FlatVcpu cpu) {
    try {
      do {
        operation.execute(cpu);
      } while (cpu.rip == RIP);
      return -1;
    } catch (GuestFault fault) {
      return fault.vector();
    }
  }

  private static Operation operation(
      int bits, boolean flat, String prefixes, boolean moves, int size) {
    String operandSize = size == 1 || size == 8 || size * 8 == Math.min(bits, 32) ? "" : "66";
    int opcode = (moves ? 0xa4 : 0xaa) + (size == 1 ? 0 : 1);
    int code = bits == 16 ? CODE_16 : STACK_32 | (bits == 32 ? CODE_32 : CODE_64);
    return Guest.operation(
        prefixes + operandSize + "f3" + (size == 8 ? "48" : "") + Integer.toHexString(opcode),
        bits,
        flat ? code | FLAT : code,
        0);
  }

  @ParameterizedTest
  @CsvSource({
    "64, true, '', 8",
    "64, true, 67, 4",
    "64, true, 6467, 4",
    "32, true, '', 4",
    "32, true, 67, 2",
    "32, false, '', 4",
    "32, false, 67, 2",
    "16, false, '', 2",
    "16, false, 67, 4",
    "16, false, 64, 2",
  })
  void likeElementAfterElement(int bits, boolean flat, String prefixes, int addressSize) {
    Random random = new Random(bits + addressSize);
    for (int size = 1; size <= Math.max(4, bits / 8); size *= 2) {
      for (int i = 0; i < 150; i++) {
        compare(
            operation(bits, flat, prefixes, i % 4 != 0, size),
            pointers(random, size, addressSize).andThen(segments(random, flat)));
      }
    }
  }

  private static Consumer<FlatVcpu> pointers(Random random, int size, int addressSize) {
    boolean nearZero = random.nextInt(3) == 0;
    long to = random.nextInt(nearZero ? 0x800 : addressSize == 2 ? 0x1_0000 : SIZE);
    long from = Math.max(0, to + distance(random, size));
    long count = random.nextInt(random.nextBoolean() ? 8 : 0x2800 / size);
    long value = random.nextBoolean() ? 0x4242_4242_4242_4242L : random.nextLong();
    boolean downwards = random.nextInt(4) != 0;
    return cpu -> {
      cpu.setGeneral(RAX, value);
      cpu.setGeneral(RSI, from);
      cpu.setGeneral(RDI, to);
      cpu.setGeneral(RCX, count);
      cpu.systemFlags |= downwards ? DF : 0;
    };
  }

  private static int distance(Random random, int size) {
    int magnitude =
        switch (random.nextInt(4)) {
          case 0 -> random.nextInt(20);
          case 1 -> size * random.nextInt(600);
          case 2 -> random.nextInt(PAGE_SIZE);
          default -> random.nextInt(4 * PAGE_SIZE);
        };
    return random.nextBoolean() ? magnitude : -magnitude;
  }

  /** Bases, now and then bounds around the pointer, and a page that the TLB lacks. */
  private static Consumer<FlatVcpu> segments(Random random, boolean flat) {
    long base = random.nextBoolean() ? PAGE_SIZE : random.nextInt(2 * PAGE_SIZE);
    int bounded = random.nextInt(4);
    int below = random.nextInt(0x1000);
    int above = random.nextInt(0x1000);
    int slow = random.nextInt(3) == 0 ? random.nextInt(SIZE / PAGE_SIZE) : -1;
    return cpu -> {
      for (int segment : new int[] {DS, ES, FS}) {
        cpu.segmentBase[segment] = flat && segment != FS ? 0 : base;
      }
      if (!flat && (bounded == ES || bounded == DS)) {
        long offset = cpu.general(bounded == ES ? RDI : RSI);
        cpu.segmentLow[bounded] = Math.max(0, offset - below);
        cpu.segmentReadHigh[bounded] = offset + above;
        cpu.segmentWriteHigh[bounded] = offset + above;
      }
      if (slow >= 0) {
        cpu.slow((long) slow * PAGE_SIZE);
      }
    };
  }

  /** In one element, whole and crossing elements, within a page and beyond. */
  @ParameterizedTest
  @CsvSource({"1", "2", "4", "8"})
  void overlapsDownwards(int size) {
    Operation operation = operation(64, true, "", true, size);
    for (int distance = -40; distance <= 40; distance++) {
      int to = 0x5fe1 + distance;
      Consumer<FlatVcpu> setting =
          cpu -> {
            cpu.systemFlags |= DF;
            cpu.setGeneral(RSI, 0x5fe1);
            cpu.setGeneral(RDI, to);
            cpu.setGeneral(RCX, 0x2003 / size);
          };
      assertThat(compare(operation, setting).fault()).isEqualTo(-1);
    }
  }

  /** Two linear pages of the same bytes. */
  @ParameterizedTest
  @CsvSource({"0, 0x3800, 0x5811", "0x400, 0x3ff8, 0x5fe1", "0x400, 0x3801, 0x5808"})
  void overlapsThroughAnotherMapping(String flags, String from, String to) {
    Consumer<FlatVcpu> setting =
        cpu -> {
          cpu.alias(0x3000, 0x5000);
          cpu.systemFlags |= Integer.decode(flags);
          cpu.setGeneral(RSI, Long.decode(from));
          cpu.setGeneral(RDI, Long.decode(to));
          cpu.setGeneral(RCX, 0xe0);
        };
    assertThat(compare(operation(64, true, "", true, 8), setting).fault()).isEqualTo(-1);
  }

  /** Beyond its offset's end a pointer goes on at the other, whatever page its base makes of it. */
  @ParameterizedTest
  @CsvSource({"0, 0xffffff00, 0x104", "0x400, 0x100, 0x105"})
  void offsetsWrapAtFourGib(String flags, String offset, String count) {
    Consumer<FlatVcpu> setting =
        cpu -> {
          cpu.segmentBase[FS] = 0x4800 - (Integer.decode(flags) == DF ? 0 : FOUR_GIB);
          cpu.systemFlags |= Integer.decode(flags);
          cpu.setGeneral(RSI, Long.decode(offset));
          cpu.setGeneral(RDI, 0x8000);
          cpu.setGeneral(RCX, Long.decode(count));
        };
    Outcome outcome = compare(operation(64, true, "6467", true, 1), setting);
    assertThat(outcome.fault()).isEqualTo(GuestFault.PF);
    assertThat(outcome.rcx()).isEqualTo(4);
  }

  /** The source is read before the destination's limit is looked at. */
  @ParameterizedTest
  @CsvSource({"0", "0x400"})
  void firstFaultIsTheSources(String flags) {
    Consumer<FlatVcpu> setting =
        cpu -> {
          cpu.segmentWriteHigh[ES] = 0xff;
          cpu.systemFlags |= Integer.decode(flags);
          cpu.setGeneral(RSI, SIZE);
          cpu.setGeneral(RDI, 0x100);
          cpu.setGeneral(RCX, 4);
        };
    Outcome outcome = compare(operation(32, false, "", true, 4), setting);
    assertThat(outcome.fault()).isEqualTo(GuestFault.PF);
  }

  /** Seen by a pending event, which is noticed between chunks. */
  @ParameterizedTest
  @CsvSource({
    "true, 8, 0x3ff8, 0x6ff8, 0x200",
    "true, 8, 0x3ff8, 0x6ff0, 0x1ff",
    "true, 4, 0x3ffd, 0x6804, 1",
    "true, 8, 0x3804, 0x6ffc, 1",
    "true, 2, 0x3ffd, 0x6804, 0x403",
    "false, 1, 0, 0x6fff, 0x1000",
    "false, 4, 0, 0x6802, 0x201",
    "false, 4, 0, 0x6ffd, 1",
  })
  void downwardsToTheStartOfAPage(boolean moves, int size, String from, String to, String done) {
    try (FlatVcpu cpu = new FlatVcpu(0, SIZE)) {
      cpu.rip = RIP;
      cpu.pending = 1;
      cpu.systemFlags |= DF;
      cpu.setGeneral(RSI, Long.decode(from));
      cpu.setGeneral(RDI, Long.decode(to));
      cpu.setGeneral(RCX, 0x2000);
      operation(64, true, "", moves, size).execute(cpu);
      assertThat(cpu.rip).isEqualTo(RIP);
      assertThat(0x2000 - cpu.general(RCX)).isEqualTo(Long.decode(done));
    }
  }
}
