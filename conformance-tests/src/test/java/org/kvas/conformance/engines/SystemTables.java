package org.kvas.conformance.engines;

import java.nio.ByteBuffer;
import java.util.Random;
import org.kvas.conformance.engines.GuestImage.Paging;
import org.kvas.runtime.trap.ControlBits;
import org.kvas.runtime.trap.SegmentRegisters;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.VcpuState;

/**
 * What an operating system would have set up: descriptor tables with segments, gates and tasks of
 * every kind, some of them spoilt; an interrupt table whose handlers return; stacks.
 */
final class SystemTables {
  static final int CODE = 1;
  static final int HANDLER_CODE = 2;
  static final int DATA = 3;
  static final int USER_CODE = 4;
  static final int USER_DATA = 5;
  static final int TASK = 8;
  static final int LOCAL_TABLE = 10;
  static final int OTHER_TASK = 12;
  static final int NARROW_TASK = 13;
  static final int CALL_GATE = 14;
  static final int USER_CALL_GATE = 16;
  static final int TASK_GATE = 18;

  /** Copies of what ES, CS, SS, DS, FS and GS start with. */
  static final int OWN = 23;

  static final int DESCRIPTORS = 64;

  private static final int GDT = GuestImage.SYSTEM;
  private static final int LDT = GDT + 0x400;
  private static final int LDT_ENTRIES = 16;
  private static final int IDT = GDT + 0x800;
  private static final int TASKS = GDT + 0x2000;
  private static final int TASK_BYTES = 0x400;
  private static final int HANDLERS = GDT + 0x3000;
  private static final int HANDLER_BYTES = 32;

  /** Behind the handlers: {@code RETF}, {@code SYSRET}, {@code IRET}. */
  private static final int STUBS = 256 * HANDLER_BYTES;

  private static final int STUB_BYTES = 16;
  private static final int STACKS = GDT + 0xa000;
  private static final int IRET = 0xcf;
  private static final int OPERAND_SIZE = 0x66;
  private static final int REX_W = 0x48;

  private static final int PRESENT = 0x80;
  private static final int USER = 0x60;
  private static final int DATA_TYPE = 0x13;
  private static final int CODE_TYPE = 0x1b;
  private static final int BIG = 0x4000;
  private static final int LONG = 0x2000;
  private static final long FLAT = 0xffff_ffffL;
  private static final int CODE_16_LIMIT = 0xffff;

  private final GuestImage image;
  private final Random random;
  private final ByteBuffer words;
  private final int bits;
  private final int big;

  SystemTables(GuestImage image, Random random, ByteBuffer words) {
    this.image = image;
    this.random = random;
    this.words = words;
    bits = image.codeBits;
    big = bits == 64 ? LONG : bits == 32 ? BIG : 0;
  }

  private boolean isLong() {
    return bits == 64;
  }

  /**
   * @param bases of the segments the image starts with
   */
  void fill(long[] bases, long[] limits, int[] attributes) {
    int code = PRESENT | CODE_TYPE | big;
    int data = PRESENT | DATA_TYPE | BIG;
    segment(CODE, bases[VcpuState.CS], limits[VcpuState.CS], code);
    segment(HANDLER_CODE, isLong() ? 0 : HANDLERS, isLong() ? FLAT : CODE_16_LIMIT, code);
    segment(DATA, 0, FLAT, data);
    segment(USER_CODE, bases[VcpuState.CS], limits[VcpuState.CS], code | USER);
    segment(USER_DATA, 0, FLAT, data | USER);
    segment(6, 0, CODE_16_LIMIT, PRESENT | CODE_TYPE);
    segment(7, 0, FLAT, PRESENT | CODE_TYPE | BIG);
    segment(TASK, TASKS, TASK_BYTES - 1, PRESENT | (isLong() ? 9 : 0xb));
    segment(LOCAL_TABLE, LDT, 8 * LDT_ENTRIES - 1, PRESENT | 2);
    segment(OTHER_TASK, TASKS + TASK_BYTES, 0x67, PRESENT | USER | 9);
    segment(NARROW_TASK, TASKS + 2 * TASK_BYTES, 0x2b, PRESENT | USER | 1);
    gate(GDT + 8 * CALL_GATE, 0xc, HANDLER_CODE << 3, stub(0), USER, random.nextInt(4));
    gate(GDT + 8 * USER_CALL_GATE, 0xc, USER_CODE << 3, stub(0), USER, 0);
    if (!isLong()) {
      gate(GDT + 8 * TASK_GATE, 5, OTHER_TASK << 3, 0, USER, 0);
    }
    segment(19, bases[VcpuState.CS], limits[VcpuState.CS], code | 4);
    segment(20, 0, random.nextInt(0x4000), data | 4);
    segment(21, 0, FLAT, data & ~PRESENT);
    segment(22, 0, FLAT, data & ~2 | USER);
    for (int i = 0; i < 6; i++) {
      segment(OWN + i, bases[i], limits[i], attributes[i]);
    }
    spoil(GDT, OWN + 6, DESCRIPTORS);
    spoil(LDT, 0, LDT_ENTRIES);
    fillInterrupts();
    fillTasks();
  }

  private void segment(int index, long base, long limit, int attributes) {
    boolean pages = limit > 0xfffff;
    long scaled = pages ? limit >>> 12 : limit;
    long granular = pages ? 0x8000 : 0;
    words.putLong(
        GDT + 8 * index,
        scaled & 0xffff
            | (scaled & 0xf_0000) << 32
            | (base & 0xff_ffff) << 16
            | (base & 0xff00_0000L) << 32
            | (attributes | granular) << 40);
  }

  /** Copies of the others, most of them with a bit changed. */
  private void spoil(int table, int from, int end) {
    for (int i = from; i < end; i++) {
      long copy = words.getLong(GDT + 8 * random.nextInt(1, OWN + 6));
      long change = random.nextInt(3) == 0 ? 0 : 1L << random.nextInt(40, 56);
      words.putLong(table + 8 * i, copy ^ change);
    }
  }

  private void gate(int at, int type, int selector, int offset, int dpl, int parameters) {
    long low = offset & 0xffff | (long) selector << 16 | (long) (offset & 0xffff_0000) << 32;
    words.putLong(at, low | (long) (PRESENT | dpl | type) << 40 | (long) parameters << 32);
    if (isLong()) {
      words.putLong(at + 8, 0);
    }
  }

  /** An offset in the handlers' code segment. */
  private int inHandlers(int offset) {
    return isLong() ? HANDLERS + offset : offset;
  }

  private int stub(int number) {
    return inHandlers(STUBS + STUB_BYTES * number);
  }

  // Interrupts

  private void fillInterrupts() {
    int[] narrow = {6, 7, 0xe, 0xf};
    for (int vector = 0; vector < 256; vector++) {
      int type = narrow[isLong() ? random.nextInt(2, 4) : random.nextInt(4)];
      int dpl = random.nextBoolean() ? USER : 0;
      int at = IDT + (isLong() ? 16 : 8) * vector;
      gate(at, type, HANDLER_CODE << 3, inHandlers(HANDLER_BYTES * vector), dpl, 0);
      if (!isLong() && random.nextInt(24) == 0) {
        gate(at, 5, OTHER_TASK << 3, 0, dpl, 0);
      } else if (random.nextInt(24) == 0) {
        words.putLong(at, words.getLong(at) ^ 1L << random.nextInt(16, 48));
      }
      handler(vector, isLong() ? 8 : type < 8 ? 2 : 4);
    }
    stubs();
  }

  /** Drops the error code, if there is one, and returns. */
  private void handler(int vector, int frame) {
    words.position(HANDLERS + HANDLER_BYTES * vector);
    for (int i = random.nextInt(4); i > 0; i--) {
      put(0x90);
    }
    boolean coded = vector == 8 || vector >= 10 && vector <= 14 || vector == 17;
    if (coded) {
      // LEA leaves the flags alone
      stackPointerPlus(frame);
    }
    returnFrom(frame);
  }

  private void stackPointerPlus(int bytes) {
    if (bits == 16) {
      put(0x67, OPERAND_SIZE);
    } else if (isLong()) {
      put(REX_W);
    }
    put(0x8d, 0x64, 0x24, bytes);
  }

  private void returnFrom(int frame) {
    if (isLong()) {
      put(REX_W);
    } else if (frame != bits / 8) {
      put(OPERAND_SIZE);
    }
    put(IRET);
  }

  private void stubs() {
    words.position(HANDLERS + STUBS);
    if (isLong()) {
      put(REX_W);
    } else if (bits == 16) {
      put(OPERAND_SIZE);
    }
    put(0xcb); // RETF
    words.position(HANDLERS + STUBS + STUB_BYTES);
    if (isLong()) {
      put(REX_W);
    }
    put(0x0f, 0x07); // SYSRET
    words.position(HANDLERS + STUBS + 2 * STUB_BYTES);
    put(IRET, 0xeb, 0xfd); // a task that is entered again behind its IRET
    words.position(0);
  }

  private void put(int... bytes) {
    for (int b : bytes) {
      words.put((byte) b);
    }
  }

  // Tasks

  private void fillTasks() {
    int stack = isLong() ? 0 : DATA << 3;
    for (int level = 0; level < 3; level++) {
      words.putLong(TASKS + 4 + 8 * level, STACKS + 0x1000 * level + 0xff0L | (long) stack << 32);
    }
    for (int i = 0; isLong() && i < 7; i++) {
      words.putLong(TASKS + 0x24 + 8 * i, STACKS + 0x3000 + 0x200 * i + 0x1f0L);
    }
    words.putShort(TASKS + 0x66, (short) 0x88);
    for (int i = 0; i < 0x100; i += 8) {
      words.putLong(TASKS + 0x88 + i, random.nextLong() & random.nextLong());
    }
    int other = TASKS + TASK_BYTES;
    words.putLong(other + 4, STACKS + 0x4ff0L | (long) (DATA << 3) << 32);
    words.putInt(other + 0x1c, image.paging == Paging.NONE ? 0 : PageTables.root(image.paging));
    words.putInt(other + 0x20, stub(2));
    words.putInt(other + 0x24, 2);
    words.putInt(other + 0x38, STACKS + 0x4800);
    int narrow = TASKS + 2 * TASK_BYTES;
    words.putInt(narrow + 2, STACKS + 0x5000 & 0xfff0 | DATA << 19);
    words.putShort(narrow + 0xe, (short) stub(2));
    words.putShort(narrow + 0x10, (short) 2);
    for (int i = 0; i < 6; i++) {
      int selector = i == VcpuState.CS ? HANDLER_CODE << 3 : DATA << 3;
      words.putInt(other + 0x48 + 4 * i, selector);
      if (i < 4) {
        words.putShort(narrow + 0x22 + 2 * i, (short) selector);
      }
    }
  }

  /** Selectors and tables into the processor. */
  void load(Vcpu vcpu) {
    int level = image.user ? 3 : 0;
    for (int i = 0; i < 6; i++) {
      vcpu.segmentSelector[i] = OWN + i << 3 | level;
    }
    vcpu.gdtBase = GDT;
    vcpu.gdtLimit = 8 * DESCRIPTORS - 1;
    vcpu.idtBase = IDT;
    vcpu.idtLimit = 256 * (isLong() ? 16 : 8) - 1;
    SegmentRegisters.set(vcpu, VcpuState.TR, TASK << 3, TASKS, TASK_BYTES - 1, PRESENT | 0xb);
    SegmentRegisters.set(
        vcpu, VcpuState.LDTR, LOCAL_TABLE << 3, LDT, 8 * LDT_ENTRIES - 1, PRESENT | 2);
    vcpu.msr.star = (long) (USER_CODE - 2) << 51 | (long) (HANDLER_CODE << 3) << 32;
    vcpu.msr.lstar = stub(1);
    vcpu.msr.cstar = stub(1);
    vcpu.msr.fmask = 0x4_7700;
    vcpu.msr.sysenterCs = HANDLER_CODE << 3;
    vcpu.msr.sysenterEsp = STACKS + 0x5ff0;
    vcpu.msr.sysenterEip = HANDLERS + STUBS + 2 * STUB_BYTES;
    vcpu.efer |= ControlBits.EFER_SCE;
  }
}
