package org.kvas.translator.state;

import static org.kvas.translator.x86.semantics.x87.StatusWord.*;

import java.util.Arrays;
import org.kvas.translator.x86.semantics.x87.Float80;
import org.kvas.translator.x86.semantics.x87.FpuContext;

/**
 * x87 registers, addressed by physical number: ST(i) is register {@code (top + i) & 7}; MMi is the
 * significand of register i. SDM Vol. 1, 8.1.
 *
 * <p>CS and DS of the last instruction are not kept: like every Intel processor since Haswell this
 * one saves them as zero.
 */
public final class X87State {
  public static final int INITIAL_CONTROL = 0x37f;

  public static final int NO_INSTRUCTION = Integer.MIN_VALUE;

  private static final int CONTROL_WRITABLE = 0x1f3f;
  private static final int CONTROL_FIXED = 0x40;

  /** 64-bit significands, the explicit integer bit in bit 63. */
  public final long[] significand = new long[8];

  /** Sign in bit 15, biased exponent in bits 14 to 0. */
  public final int[] signExponent = new int[8];

  public int control = INITIAL_CONTROL;

  /** Status word without TOP (bits 13 to 11 are zero here). */
  public int status;

  public int top;

  /** Bit i set: physical register i is empty. The two-bit tags of FNSTENV are derived. */
  public int empty = 0xff;

  /**
   * Opcode (11 bits) of the last instruction that raised an unmasked exception. SDM Vol. 1,
   * 8.1.9.1.
   */
  public int opcode;

  /**
   * Address of the last non-control instruction, and of its memory operand: offsets in their
   * segments.
   */
  public long instructionPointer;

  public long dataPointer;

  /** Where computations leave their results; means nothing between instructions. */
  public final FpuContext context = new FpuContext();

  /** FNINIT. */
  public void initialize() {
    control = INITIAL_CONTROL;
    status = 0;
    top = 0;
    empty = 0xff;
    opcode = 0;
    instructionPointer = 0;
    dataPointer = 0;
  }

  /** Registers as after power-up: +0 everywhere, and {@link #initialize}. */
  public void reset() {
    initialize();
    Arrays.fill(significand, 0);
    Arrays.fill(signExponent, 0);
  }

  /** The full status word, TOP included. */
  public int statusWord() {
    return status | top << TOP_SHIFT;
  }

  /** As FLDENV and FXRSTOR load it: the summary bits follow the exceptions and masks. */
  public void setStatusWord(int word) {
    top = word >> TOP_SHIFT & 7;
    status = word & (EXCEPTIONS | STACK_FAULT | CONDITIONS);
    summarize();
  }

  public void setControlWord(int word) {
    control = word & CONTROL_WRITABLE | CONTROL_FIXED;
    status &= ~(ERROR_SUMMARY | BUSY);
    summarize();
  }

  private void summarize() {
    if ((status & ~control & EXCEPTIONS) != 0) {
      status |= ERROR_SUMMARY | BUSY;
    }
  }

  /** Physical number of ST(i). */
  public int register(int i) {
    return top + i & 7;
  }

  public boolean isEmpty(int i) {
    return (empty >>> (top + i & 7) & 1) != 0;
  }

  /** Writes ST(i) and tags it valid. */
  public void set(int i, int signExponent, long significand) {
    int r = top + i & 7;
    this.significand[r] = significand;
    this.signExponent[r] = signExponent;
    empty &= ~(1 << r);
  }

  /** Pushes a value; the caller has checked for room. */
  public void push(int signExponent, long significand) {
    int r = top - 1 & 7;
    top = r;
    this.significand[r] = significand;
    this.signExponent[r] = signExponent;
    empty &= ~(1 << r);
  }

  public void pop() {
    empty |= 1 << top;
    top = top + 1 & 7;
  }

  /**
   * Takes over the exceptions and C1 of the computation in {@link #context}.
   *
   * @return whether the destination is to be written: no exception that forbids it is unmasked
   */
  public boolean conclude() {
    int flags = context.flags;
    int unmasked = flags & ~control & EXCEPTIONS;
    if (unmasked == 0) {
      status = status & ~(C1 | context.defined) | flags;
      return true;
    }
    boolean writes = (unmasked & BEFORE_RESULT) == 0;
    status =
        status & ~(writes ? C1 | context.defined : C1)
            | (writes ? flags : flags & BEFORE_RESULT)
            | ERROR_SUMMARY
            | BUSY;
    return writes;
  }

  /**
   * The status word after a computation while all exceptions are masked: with its exceptions and
   * C1.
   */
  public static int concluded(int status, FpuContext computation) {
    return status & ~C1 | computation.flags;
  }

  /**
   * Notes a stack fault.
   *
   * @param direction {@code C1} for overflow, 0 for underflow
   * @return whether it is masked, so that the destination gets the indefinite
   */
  public boolean stackFault(int direction) {
    status = status & ~C1 | direction | STACK_FAULT | INVALID;
    if ((control & INVALID) != 0) {
      return true;
    }
    status |= ERROR_SUMMARY | BUSY;
    return false;
  }

  /** Significand of the register with this physical number, modulo 8. */
  public long significandOf(int number) {
    return significand[number & 7];
  }

  public int signExponentOf(int number) {
    return signExponent[number & 7];
  }

  public void put(int number, int signExponent, long significand) {
    this.signExponent[number & 7] = signExponent;
    this.significand[number & 7] = significand;
  }

  /**
   * Notes the address of the last non-control instruction, at an offset from a region's head;
   * nothing for NO_INSTRUCTION.
   */
  public void noteInstruction(long head, int offset) {
    if (offset != NO_INSTRUCTION) {
      instructionPointer = head + offset;
    }
  }

  /** The same outside 64-bit mode. */
  public void noteInstruction32(long head, int offset) {
    if (offset != NO_INSTRUCTION) {
      instructionPointer = head + offset & 0xffff_ffffL;
    }
  }

  /** {@link #empty} counted from a register on: bit 0 is for the one with that number. */
  public int emptyFrom(int number) {
    return (empty << 8 | empty) >>> number & 0xff;
  }

  public void setEmptyFrom(int number, int bits) {
    empty = (bits << 8 | bits) >>> 8 - number & 0xff;
  }

  public void setIndefinite(int i) {
    set(i, Float80.INDEFINITE_EXPONENT, Float80.INDEFINITE_SIGNIFICAND);
  }

  /**
   * What every MMX instruction but EMMS does to the stack: TOP 0 and all tags valid. SDM Vol. 1,
   * 9.5.1.
   */
  public void enterMmx() {
    top = 0;
    empty = 0;
  }

  /** Writes MMi: the bits above the significand become ones. */
  public void setMmx(int i, long value) {
    significand[i] = value;
    signExponent[i] = 0xffff;
  }

  /** The tag word of FNSTENV: for each physical register 0 valid, 1 zero, 2 special, 3 empty. */
  public int tagWord() {
    int tags = 0;
    for (int r = 7; r >= 0; r--) {
      tags = tags << 2 | tag(r);
    }
    return tags;
  }

  private int tag(int r) {
    if ((empty >>> r & 1) != 0) {
      return 3;
    }
    if (Float80.isNormal(signExponent[r], significand[r])) {
      return 0;
    }
    return Float80.isZero(signExponent[r], significand[r]) ? 1 : 2;
  }

  /** Only empty or not is taken from it. */
  public void setTagWord(int tags) {
    empty = 0;
    for (int r = 0; r < 8; r++) {
      if ((tags >>> 2 * r & 3) == 3) {
        empty |= 1 << r;
      }
    }
  }
}
