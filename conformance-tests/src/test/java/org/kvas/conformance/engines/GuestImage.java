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
import org.kvas.runtime.trap.ControlBits;
import org.kvas.runtime.trap.SegmentRegisters;
import org.kvas.runtime.vcpu.Vcpu;

/**
 * A guest made of chance, always the same from the same seed: memory full of code, numbers and
 * pointers; page tables that map every address to some page, so that hardly a pointer is bad and
 * every page has aliases; a mode; registers; and what happens to it from outside.
 */
final class GuestImage {
  /** Bytes of code and data, at physical and mostly also at linear address 0. */
  static final int MEMORY = 1 << 18;

  /** Bytes of everything: the page tables lie behind the memory. */
  static final int TOTAL = 1 << 19;

  /** In a page-table entry: not present, but the guest's "system" maps it when it is touched. */
  static final long ON_DEMAND = 1 << 9;

  private static final int PAGES = MEMORY / 4096;
  private static final int CODE_PAGES = 12;
  private static final int TABLES = MEMORY;

  /** XCR0: all that the processor model has. */
  private static final int X87_SSE_AVX = 7;

  enum Paging {
    NONE,
    TWO_LEVELS,
    PAE,
    FOUR_LEVELS
  }

  /** Something from outside, between two runs. */
  sealed interface Event {
    /** A bus master writes. */
    record Write(int address, byte[] bytes) implements Event {}

    /** The "system" changes what the page at a linear address is, and flushes the TLB's entry. */
    record Remap(int page, long entry) implements Event {}
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
  final int threshold;
  final List<Step> steps = new ArrayList<>();
  final long[] landings = new long[8];

  private final Random random;
  private final ByteBuffer words = ByteBuffer.wrap(memory).order(ByteOrder.LITTLE_ENDIAN);
  private final long[] general = new long[16];
  private final long[] vectors = new long[64];
  private final long[] bases = new long[6];
  private final long[] limits = new long[6];
  private final int[] attributes = new int[6];
  private final boolean real;
  private final boolean wideStack;
  private final int flags;

  GuestImage(long seed, RandomCode code) {
    this.seed = seed;
    random = new Random(seed);
    codeBits = code.codeBits();
    real = codeBits == 16 && random.nextInt(3) == 0;
    wideStack = !real && codeBits != 64 && (codeBits == 32) == (random.nextInt(6) != 0);
    user = !real && random.nextInt(3) == 0;
    paging = choosePaging();
    threshold = new int[] {1, 1, 10, 15, 30}[random.nextInt(5)];
    flags = random.nextInt(0x1000) & 0x8d5 | (random.nextInt(6) == 0 ? 0x400 : 0);
    fillMemory(code);
    fillTables();
    chooseSegments();
    chooseRegisters();
    for (int i = 0; i < landings.length; i++) {
      landings[i] = ((long) random.nextInt(CODE_PAGES) << 12) - bases[CS];
      landings[i] = codeBits == 64 ? landings[i] : landings[i] & 0xffff_ffffL;
    }
    for (int i = 0; i < 12; i++) {
      steps.add(new Step(random.nextInt(1, 260), event(code)));
    }
  }

  private Paging choosePaging() {
    if (codeBits == 64) {
      return Paging.FOUR_LEVELS;
    }
    return real || random.nextInt(4) == 0
        ? Paging.NONE
        : random.nextBoolean() ? Paging.TWO_LEVELS : Paging.PAE;
  }

  private Event event(RandomCode code) {
    if (random.nextInt(3) == 0 && paging != Paging.NONE) {
      return new Event.Remap(random.nextInt(PAGES), entry(random.nextInt(PAGES)));
    }
    return new Event.Write(random.nextInt(CODE_PAGES << 12), code.instruction(random));
  }

  // Memory

  private void fillMemory(RandomCode code) {
    byte[] program = code.program(random, CODE_PAGES << 12);
    System.arraycopy(program, 0, memory, 0, program.length);
    for (int at = program.length; at < MEMORY; at += 8) {
      words.putLong(at, number());
    }
  }

  private long number() {
    return switch (random.nextInt(8)) {
      case 0, 1 -> random.nextInt(MEMORY);
      case 2 -> random.nextInt(-3, 20);
      case 3 -> Double.doubleToLongBits(random.nextGaussian() * 1e3);
      case 4 -> (long) Float.floatToIntBits((float) random.nextGaussian()) * 0x1_0000_0001L;
      case 5 -> 1L << random.nextInt(64);
      default -> random.nextLong();
    };
  }

  // Page tables: four last-level tables that the upper levels choose from

  private boolean isWide() {
    return paging == Paging.PAE || paging == Paging.FOUR_LEVELS;
  }

  private static int table(int i) {
    return TABLES + (i << 12);
  }

  private void fillTables() {
    if (paging == Paging.NONE) {
      return;
    }
    int entries = isWide() ? 512 : 1024;
    for (int t = 0; t < 4; t++) {
      for (int i = 0; i < entries; i++) {
        boolean plain = t == 0 && i < PAGES;
        put(table(t), i, plain ? plainEntry(i) : entry(random.nextInt(PAGES)));
      }
    }
    fillUpper(4, 0, 4);
    if (isWide()) {
      fillUpper(5, 4, 1);
      fillUpper(6, 5, 1);
    }
  }

  /** A table whose entries point to some of {@code count} tables, the first entry to the first. */
  private void fillUpper(int index, int below, int count) {
    int entries = isWide() ? 512 : 1024;
    boolean pointers = paging == Paging.PAE && index == 5;
    for (int i = 0; i < entries; i++) {
      long next = table(below + (i == 0 ? 0 : random.nextInt(count)));
      put(table(index), i, next | (pointers ? 1 : 7));
    }
  }

  private void put(int table, int index, long entry) {
    if (isWide()) {
      words.putLong(table + 8 * index, entry);
    } else {
      words.putInt(table + 4 * index, (int) entry);
    }
  }

  private long plainEntry(int page) {
    return random.nextInt(12) == 0 && page >= CODE_PAGES ? entry(page) : (long) page << 12 | 7;
  }

  private long entry(int page) {
    long frame = (long) page << 12;
    return switch (random.nextInt(16)) {
      case 0 -> frame | 6;
      case 1 -> frame | ON_DEMAND | 6;
      case 2 -> frame | 5;
      case 3 -> frame | 3;
      case 4 -> frame | 0x67;
      default -> frame | 7;
    };
  }

  /** Physical address of the last-level entry for a linear page below 256 KiB. */
  static int entryAddress(Paging paging, int page) {
    return table(0) + page * (paging == Paging.TWO_LEVELS ? 4 : 8);
  }

  /** Physical address of the last-level entry for any linear address. */
  static int entryAddress(Paging paging, long linear, ByteBuffer memory) {
    if (paging == Paging.TWO_LEVELS) {
      int directory = memory.getInt(table(4) + (int) (linear >>> 20 & 0xffc));
      return (directory & -4096) + (int) (linear >>> 10 & 0xffc);
    }
    long directory = memory.getLong(table(4) + (int) (linear >>> 18 & 0xff8));
    return (int) (directory & 0xffff_f000L) + (int) (linear >>> 9 & 0xff8);
  }

  // Registers

  private void chooseSegments() {
    boolean flat = codeBits == 64 || !real && random.nextInt(3) == 0;
    for (int i = ES; i <= GS; i++) {
      bases[i] =
          codeBits == 64
              ? i < 4 ? 0 : random.nextInt(MEMORY)
              : flat && i < 4 ? 0 : random.nextInt(0x400) << 4;
      limits[i] =
          real
              ? 0xffff
              : flat && i < 4
                  ? 0xffff_ffffL
                  : random.nextInt(3) == 0 ? 0xffff_ffffL : random.nextInt(0x8000, 0x30000);
      int type =
          i == CS
              ? 0xb
              : !flat && random.nextInt(12) == 0 ? 7 : i != SS && random.nextInt(12) == 0 ? 1 : 3;
      if (type == 7) {
        limits[i] = random.nextInt(0x800);
      }
      boolean wide = i == CS ? codeBits == 32 : wideStack;
      attributes[i] =
          real
              ? 0x93
              : 0x90
                  | type
                  | (user ? 0x60 : 0)
                  | (wide ? 0x4000 : 0)
                  | (i == CS && codeBits == 64 ? 0x2000 : 0);
    }
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
    vcpu.cr0 = ControlBits.CR0_ET | ControlBits.CR0_NE | (real ? 0 : ControlBits.CR0_PE);
    vcpu.cr4 = ControlBits.CR4_OSFXSR | ControlBits.CR4_OSXMMEXCPT;
    if (seed % 8 != 0) {
      vcpu.cr4 |= ControlBits.CR4_OSXSAVE;
      vcpu.xcr0 = X87_SSE_AVX;
    }
    if (paging != Paging.NONE) {
      vcpu.cr0 |= ControlBits.CR0_PG | (seed % 2 == 0 ? ControlBits.CR0_WP : 0);
      vcpu.cr4 |= isWide() ? ControlBits.CR4_PAE : 0;
      vcpu.cr3 = table(paging == Paging.TWO_LEVELS ? 4 : paging == Paging.PAE ? 5 : 6);
    }
    vcpu.efer = codeBits == 64 ? ControlBits.EFER_LME | ControlBits.EFER_LMA : 0;
    vcpu.cpl = user ? 3 : 0;
    for (int i = ES; i <= GS; i++) {
      int selector = real ? (int) (bases[i] >> 4) : user ? 3 : 8;
      SegmentRegisters.set(vcpu, i, selector, bases[i], limits[i], attributes[i]);
    }
    vcpu.gdtBase = random().nextInt(MEMORY);
    vcpu.gdtLimit = 0xffff;
    System.arraycopy(general, 0, vcpu.gpr, 0, 16);
    System.arraycopy(vectors, 0, vcpu.vector, 0, vectors.length);
    vcpu.setStatusFlags(flags);
    vcpu.systemFlags = flags & 0x400 | 2;
    vcpu.rip = landings[0];
    if (paging == Paging.PAE) {
      vcpu.mmu.loadPdptes(vcpu.cr3);
    }
    vcpu.refreshMode();
  }

  private Random random() {
    return new Random(seed);
  }

  @Override
  public String toString() {
    return "seed %d: %d bits%s%s, paging %s, cpl %d, threshold %d, bases %s, limits %s"
        .formatted(
            seed,
            codeBits,
            real ? " real" : "",
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
