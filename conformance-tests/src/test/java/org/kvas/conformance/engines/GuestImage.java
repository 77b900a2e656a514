package org.kvas.conformance.engines;

import static org.kvas.translator.state.VcpuState.CS;
import static org.kvas.translator.state.VcpuState.ES;
import static org.kvas.translator.state.VcpuState.GS;
import static org.kvas.translator.state.VcpuState.RSP;
import static org.kvas.translator.state.VcpuState.SS;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.trap.ControlBits;
import org.kvas.runtime.trap.SegmentRegisters;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.assemble.Assembler;

/**
 * A guest made of chance, always the same from the same seed: memory full of code, numbers and
 * pointers; page tables; a mode; registers; and what happens to it from outside.
 */
final class GuestImage {
  /** Bytes of code and data, at physical and mostly also at linear address 0. */
  static final int MEMORY = 1 << 18;

  /** Descriptor tables, task states and stacks: behind the page tables, which follow the memory. */
  static final int SYSTEM = 0x50000;

  /** Bytes of all this. */
  static final int LOW = 1 << 19;

  /** Where there is memory again: what a closed A20 gate hides. */
  static final int HIGH = 1 << 20;

  static final int HIGH_BYTES = 1 << 16;

  /** Bytes of all memory. */
  static final int TOTAL = LOW + HIGH_BYTES;

  /** Where loops start: the code segment's base is below. */
  private static final int LOOPS = 0x4000;

  static final int CODE_END = 0x10000;

  private static final int PAGES = MEMORY / 4096;
  private static final int LOOP_COUNT = 14;
  private static final int WANDERING_BYTES = 12 << 12;

  /** XCR0: all that the processor model has. */
  private static final int X87_SSE_AVX = 7;

  private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

  enum Paging {
    NONE,
    TWO_LEVELS,
    PAE,
    FOUR_LEVELS
  }

  /**
   * @param instructions to run before the event
   */
  record Step(int instructions, Event event) {}

  final long seed;
  final int codeBits;
  final byte[] memory = new byte[TOTAL];
  final Paging paging;
  final boolean user;

  /** It is made to become hot: see {@link Loops}; else {@link WanderingCode}. */
  final boolean loops;

  /** It has an operating system's tables, and events are delivered through them. */
  final boolean system;

  final int threshold;
  final List<Step> steps = new ArrayList<>();

  /** Where to go when lost: offsets in the code segment. */
  final long[] landings;

  private final Random random;
  private final ByteBuffer words = ByteBuffer.wrap(memory).order(ByteOrder.LITTLE_ENDIAN);
  private final long[] general = new long[16];
  private final long[] vectors = new long[64];
  private final long[] bases = new long[6];
  private final long[] limits = new long[6];
  private final int[] attributes = new int[6];
  private final boolean real;
  private final boolean virtual8086;
  private final boolean wideStack;
  private final int flags;
  private final SystemTables systemTables;

  GuestImage(long seed, RandomCode code) {
    this.seed = seed;
    // the first numbers of neighbouring seeds are much alike
    random = new Random(seed * SPREAD);
    codeBits = code.codeBits();
    loops = random.nextInt(4) != 0;
    real = codeBits == 16 && random.nextInt(4) == 0;
    virtual8086 = codeBits == 16 && !real && random.nextInt(4) == 0;
    boolean paragraphs = real || virtual8086;
    wideStack = !paragraphs && codeBits != 64 && (codeBits == 32) == (random.nextInt(6) != 0);
    user = virtual8086 || !real && random.nextInt(3) == 0;
    paging = choosePaging();
    boolean compatible = codeBits != 64 && paging == Paging.FOUR_LEVELS;
    system = loops && !paragraphs && !compatible && random.nextInt(3) == 0;
    int[] thresholds = loops ? new int[] {2, 30, 200, 1000} : new int[] {1, 1, 10, 15, 30};
    threshold = thresholds[random.nextInt(thresholds.length)];
    flags = random.nextInt(0x1000) & 0x8d5 | (random.nextInt(6) == 0 ? 0x400 : 0);
    chooseSegments();
    landings = fillMemory(code);
    systemTables = new SystemTables(this, random, words);
    if (system) {
      systemTables.fill(bases, limits, attributes);
    }
    PageTables tables = new PageTables(paging, random, words, loops ? CODE_END >> 12 : 0);
    if (paging != Paging.NONE) {
      tables.fill();
    }
    chooseRegisters();
    Events events = new Events(random, code, this);
    for (int i = 0; i < 12; i++) {
      steps.add(new Step(stretch(), events.next(tables)));
    }
  }

  /** Instructions between two events. */
  private int stretch() {
    if (!loops) {
      return random.nextInt(1, 260);
    }
    return random.nextInt(3) == 0 ? random.nextInt(5_000, 60_000) : random.nextInt(1, 5_000);
  }

  private Paging choosePaging() {
    if (codeBits == 64) {
      return Paging.FOUR_LEVELS;
    }
    if (real || random.nextInt(4) == 0) {
      return Paging.NONE;
    }
    boolean compatible = !virtual8086 && random.nextInt(6) == 0;
    return compatible ? Paging.FOUR_LEVELS : random.nextBoolean() ? Paging.TWO_LEVELS : Paging.PAE;
  }

  // Memory

  /** Returns landings. */
  private long[] fillMemory(RandomCode code) {
    byte[] some = new byte[1 << 14];
    ByteBuffer numbers = ByteBuffer.wrap(some).order(ByteOrder.LITTLE_ENDIAN);
    while (numbers.hasRemaining()) {
      numbers.putLong(number());
    }
    for (int at = 0; at < TOTAL; at += some.length) {
      if (at < MEMORY || at >= LOW) {
        System.arraycopy(some, 0, memory, at, some.length);
      }
    }
    return loops ? fillLoops(code) : fillWandering(code);
  }

  private long[] fillLoops(RandomCode code) {
    Loops loop = new Loops(code, random, LOOPS - bases[CS], idioms());
    byte[] program = loop.program(LOOP_COUNT);
    System.arraycopy(program, 0, memory, LOOPS, Math.min(program.length, CODE_END - LOOPS));
    return Arrays.stream(loop.heads()).filter(head -> head + bases[CS] < CODE_END).toArray();
  }

  private Function<Assembler, @Nullable Idioms> idioms() {
    return assembler -> system ? new Idioms(assembler, random, codeBits, user) : null;
  }

  private long[] fillWandering(RandomCode code) {
    byte[] program = new WanderingCode(code).program(random, WANDERING_BYTES);
    System.arraycopy(program, 0, memory, 0, program.length);
    return random
        .ints(8, 0, WANDERING_BYTES >> 12)
        .mapToLong(page -> ((long) page << 12) - bases[CS])
        .map(landing -> codeBits == 64 ? landing : landing & 0xffff_ffffL)
        .toArray();
  }

  long number() {
    return switch (random.nextInt(8)) {
      case 0, 1 -> random.nextInt(MEMORY);
      case 2 -> random.nextInt(-3, 20);
      case 3 -> Double.doubleToLongBits(random.nextGaussian() * 1e3);
      case 4 -> (long) Float.floatToIntBits((float) random.nextGaussian()) * 0x1_0000_0001L;
      case 5 -> 1L << random.nextInt(64);
      default -> random.nextLong();
    };
  }

  // Registers

  private void chooseSegments() {
    boolean paragraphs = real || virtual8086;
    boolean flat =
        codeBits == 64 || !paragraphs && random.nextInt(3) == 0 && !(loops && codeBits == 16);
    for (int i = ES; i <= GS; i++) {
      bases[i] = flat && i < 4 ? 0 : base(i);
      limits[i] = limit(flat && i < 4);
      int type =
          i == CS
              ? 0xb
              : !flat && !paragraphs && random.nextInt(12) == 0
                  ? 7
                  : i != SS && random.nextInt(12) == 0 ? 1 : 3;
      if (type == 7) {
        limits[i] = random.nextInt(0x800);
      }
      boolean wide = i == CS ? codeBits == 32 : wideStack;
      attributes[i] =
          paragraphs
              ? real ? 0x93 : 0xf3
              : 0x90
                  | type
                  | (user ? 0x60 : 0)
                  | (wide ? 0x4000 : 0)
                  | (i == CS && codeBits == 64 ? 0x2000 : 0);
    }
  }

  private long base(int segment) {
    if (codeBits == 64) {
      return random.nextInt(MEMORY);
    }
    int paragraphs = random.nextInt(0x400);
    // 64 KiB of data are not where the code is
    boolean apart = loops && codeBits == 16 && segment != CS;
    return (long) (apart ? paragraphs * 4 + (CODE_END >> 4) : paragraphs) << 4;
  }

  private long limit(boolean flat) {
    if (real || virtual8086) {
      return 0xffff;
    }
    return flat || random.nextInt(3) == 0 ? 0xffff_ffffL : random.nextInt(0x10000, 0x40000);
  }

  private void chooseRegisters() {
    long mask = codeBits == 64 ? -1L : 0xffff_ffffL;
    for (int i = 0; i < 16; i++) {
      general[i] = number() & mask;
    }
    general[RSP] = random.nextInt(MEMORY) & (random.nextInt(4) == 0 ? -1 : -8);
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = number();
    }
  }

  /** Puts a processor into the image's initial state. */
  void load(Vcpu vcpu) {
    vcpu.gdtBase = new Random(seed).nextInt(MEMORY);
    vcpu.gdtLimit = 0xffff;
    loadSystem(vcpu);
    vcpu.setGenerals(general);
    System.arraycopy(vectors, 0, vcpu.vector, 0, vectors.length);
    vcpu.setStatusFlags(flags);
    vcpu.systemFlags = flags & 0x400 | 2;
    if (virtual8086) {
      vcpu.systemFlags |= VcpuState.VM | (seed % 3 == 0 ? VcpuState.IOPL : 0);
    }
    vcpu.rip = landings[0];
    vcpu.refreshMode();
  }

  /** Control registers, segments and system tables. */
  void loadSystem(Vcpu vcpu) {
    vcpu.cr0 = ControlBits.CR0_ET | ControlBits.CR0_NE | (real ? 0 : ControlBits.CR0_PE);
    vcpu.cr4 = ControlBits.CR4_OSFXSR | ControlBits.CR4_OSXMMEXCPT;
    if (seed % 8 != 0) {
      vcpu.cr4 |= ControlBits.CR4_OSXSAVE;
      vcpu.xcr0 = X87_SSE_AVX;
    }
    if (paging != Paging.NONE) {
      vcpu.cr0 |= ControlBits.CR0_PG | (seed % 2 == 0 ? ControlBits.CR0_WP : 0);
      boolean wide = paging == Paging.PAE || paging == Paging.FOUR_LEVELS;
      vcpu.cr4 |= wide ? ControlBits.CR4_PAE : 0;
      vcpu.cr3 = PageTables.root(paging);
    }
    vcpu.efer = paging == Paging.FOUR_LEVELS ? ControlBits.EFER_LME | ControlBits.EFER_LMA : 0;
    vcpu.cpl = user ? 3 : 0;
    for (int i = ES; i <= GS; i++) {
      int selector = real || virtual8086 ? (int) (bases[i] >> 4) : user ? 3 : 8;
      SegmentRegisters.set(vcpu, i, selector, bases[i], limits[i], attributes[i]);
    }
    if (system) {
      systemTables.load(vcpu);
    }
    if (paging == Paging.PAE) {
      loadPdptes(vcpu);
    }
  }

  /** A guest may have spoilt the table meanwhile: it keeps what it had loaded. */
  private static void loadPdptes(Vcpu vcpu) {
    try {
      vcpu.mmu.loadPdptes(vcpu.cr3);
    } catch (GuestFault e) {
      assert e.vector() == GuestFault.GP;
    }
  }

  /** Linear address of an offset in the code segment it starts with. */
  long linear(long offset) {
    return codeBits == 64 ? offset : bases[CS] + offset & 0xffff_ffffL;
  }

  int pages() {
    return PAGES;
  }

  @Override
  public String toString() {
    return "seed %d: %d bits%s%s%s, paging %s, cpl %d, threshold %d, bases %s, limits %s"
        .formatted(
            seed,
            codeBits,
            real ? " real" : virtual8086 ? " virtual 8086" : "",
            system ? " system" : "",
            wideStack ? ", wide stack" : "",
            paging,
            user ? 3 : 0,
            threshold,
            hex(bases),
            hex(limits));
  }

  private static List<String> hex(long[] values) {
    return Arrays.stream(values).mapToObj(Long::toHexString).toList();
  }
}
