package org.kvas.runtime.oracle;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.kvas.runtime.oracle.Values.Flavour;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.semantics.Flags;
import org.kvas.translator.x86.semantics.x87.StatusWord;

/** Random states for an instruction to start from, its operands among them. */
final class StateMaker {
  private static final int DEFAULT_MXCSR = 0x1f80;
  private static final int MXCSR_MASKS = 0x1f80;
  private static final int DEFAULT_FCW = 0x37f;

  /** What a program sees of RFLAGS when nothing is set. */
  private static final int FIXED_FLAGS = 0x202;

  private final SplittableRandom random;
  private final OperandMaker operands;
  private final boolean hasBases;
  private final HostTraits host;

  /**
   * @param components of the extended state, as in XCR0
   * @param mayHaveBases whether programs may set the bases of FS and GS
   */
  StateMaker(SplittableRandom random, int components, boolean mayHaveBases, HostTraits host) {
    this.random = random;
    this.hasBases = mayHaveBases && host.plainTransitions();
    this.host = host;
    this.operands = new OperandMaker(random, components, host);
  }

  void make(TestInstruction test, MemorySegment into) {
    boolean wide = test.decoded().codeBits() == 64;
    Flavour flavour = Values.flavour(random);
    Flavour other = random.nextInt(3) == 0 ? Values.flavour(random) : flavour;
    into.asSlice(0, StateRecord.FLOATS).fill((byte) 0);
    for (int i = 0; i < (wide ? 16 : 8); i++) {
      long value = LinuxDescriptors.known(Values.integer(random));
      into.set(JAVA_LONG_UNALIGNED, StateRecord.GENERAL[i], wide ? value : value & 0xffff_ffffL);
    }
    makePlain(into, test.decoded().codeBits());
    makeSegments(into, wide);
    into.set(JAVA_LONG_UNALIGNED, StateRecord.RFLAGS, flags());
    makeX87(into);
    into.set(JAVA_INT_UNALIGNED, StateRecord.MXCSR, mxcsr());
    Values.fill(random, into, StateRecord.XMM, 256, flavour);
    Values.fill(random, into, StateRecord.YMM_UPPER, 256, flavour);
    Values.fill(random, into, StateRecord.WINDOW, StateRecord.WINDOW_BYTES, other);
    operands.make(test, into);
    long stack = host.stackPointer(OperandMaker.general(into, VcpuState.RSP));
    OperandMaker.setGeneral(into, VcpuState.RSP, stack);
    StateRecord.setCode(into, test.bytes());
  }

  /** Flags, control words and selectors as a program starts with. */
  static void makePlain(MemorySegment into, int codeBits) {
    long code = codeBits == 64 ? LinuxDescriptors.USER_CODE_64 : LinuxDescriptors.USER_CODE_32;
    long data = LinuxDescriptors.USER_DATA;
    into.set(JAVA_LONG_UNALIGNED, StateRecord.RIP, SharedArea.INSTRUCTION_ADDRESS);
    into.set(JAVA_LONG_UNALIGNED, StateRecord.RFLAGS, FIXED_FLAGS);
    into.set(JAVA_LONG_UNALIGNED, StateRecord.SELECTORS, code | data << 48);
    into.set(JAVA_LONG_UNALIGNED, StateRecord.DATA_SELECTORS, data | data << 16);
    into.set(JAVA_SHORT_UNALIGNED, StateRecord.FCW, (short) DEFAULT_FCW);
    into.set(JAVA_INT_UNALIGNED, StateRecord.MXCSR, DEFAULT_MXCSR);
  }

  /** FS and GS: null, or as DS; in 64-bit mode with a base of their own. */
  private void makeSegments(MemorySegment into, boolean wide) {
    for (int at : new int[] {4, 6}) {
      if (random.nextInt(4) != 0) {
        into.set(
            JAVA_SHORT_UNALIGNED,
            StateRecord.DATA_SELECTORS + at,
            (short) LinuxDescriptors.USER_DATA);
      }
    }
    for (int at : new int[] {StateRecord.FS_BASE, StateRecord.GS_BASE}) {
      if (wide && hasBases && random.nextInt(4) != 0) {
        into.set(JAVA_LONG_UNALIGNED, at, random.nextLong() >> 17 + random.nextInt(40));
      }
    }
  }

  private long flags() {
    int status = random.nextInt() & Flags.STATUS;
    int direction = random.nextInt(8) == 0 ? VcpuState.DF : 0;
    int alignment = random.nextInt(64) == 0 ? VcpuState.AC : 0;
    int trap = random.nextInt(64) == 0 ? VcpuState.TF : 0;
    return FIXED_FLAGS | status | direction | alignment & host.settableFlags() | trap;
  }

  private int mxcsr() {
    int sticky = random.nextInt() & 0x3f;
    int rounding = random.nextInt(4) << 13;
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> DEFAULT_MXCSR;
      case 3, 4 -> DEFAULT_MXCSR | sticky | rounding;
      case 5 -> DEFAULT_MXCSR | sticky | rounding | random.nextInt() & 0x8040;
      case 6 -> random.nextInt() & MXCSR_MASKS | rounding;
      default -> random.nextInt() & 0xffff;
    };
  }

  private void makeX87(MemorySegment into) {
    int control =
        random.nextInt(3) != 0
            ? DEFAULT_FCW
            : random.nextInt(3) != 0
                ? 0x7f | random.nextInt() & 0x1f00
                : 0x40 | random.nextInt() & 0x1f3f;
    into.set(JAVA_SHORT_UNALIGNED, StateRecord.FCW, (short) control);
    into.set(JAVA_SHORT_UNALIGNED, StateRecord.FSW, (short) statusWord(control));
    int tags =
        switch (random.nextInt(8)) {
          case 0 -> 0;
          case 1, 2 -> random.nextInt(256);
          default -> 0xff;
        };
    into.set(JAVA_SHORT_UNALIGNED, StateRecord.TAGS, (short) tags);
    setPointers(into, host.keepsPointers());
    boolean mmx = random.nextInt(8) == 0;
    for (int i = 0; i < 8; i++) {
      int at = StateRecord.STACK + 16 * i;
      long value = mmx ? Values.integer(random) : Values.significand(random);
      into.set(JAVA_LONG_UNALIGNED, at, value);
      into.set(JAVA_LONG_UNALIGNED, at + 8, mmx ? 0xffff : Values.exponent(random));
    }
    if (random.nextInt(3) == 0) {
      Flavour flavour = Values.flavour(random);
      for (int i = 0; i < 8; i++) {
        Values.fill(random, into, StateRecord.STACK + 16L * i, 8, flavour);
      }
    }
  }

  /** To the last x87 instruction and its operand. */
  static void setPointers(MemorySegment into, boolean there) {
    into.set(JAVA_SHORT_UNALIGNED, StateRecord.FOP, (short) (there ? 0x123 : 0));
    into.set(JAVA_LONG_UNALIGNED, StateRecord.FIP, there ? 0x1234_5678L : 0);
    into.set(JAVA_LONG_UNALIGNED, StateRecord.FDP, there ? 0x9abc_def0L : 0);
  }

  /** With the summary bits that the processor would show. */
  private int statusWord(int control) {
    int exceptions = random.nextInt() & StatusWord.EXCEPTIONS;
    if (random.nextInt(32) != 0) {
      exceptions &= control;
    }
    int rest = random.nextInt() & (StatusWord.CONDITIONS | StatusWord.STACK_FAULT | 7 << 11);
    boolean pending = (exceptions & ~control) != 0;
    return exceptions | rest | (pending ? StatusWord.ERROR_SUMMARY | StatusWord.BUSY : 0);
  }
}
