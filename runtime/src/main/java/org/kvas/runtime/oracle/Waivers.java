package org.kvas.runtime.oracle;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.kvas.runtime.oracle.Waiver.common;
import static org.kvas.runtime.oracle.Waiver.copy;
import static org.kvas.runtime.oracle.Waiver.isPageFault;
import static org.kvas.runtime.oracle.Waiver.of;
import static org.kvas.translator.x86.decode.Mnemonic.*;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.x87.StatusWord;

/**
 * What the architecture leaves open and processors do not agree on. At most 20 rows, with {@link
 * AmdWaivers}.
 */
final class Waivers {
  /** No operand is longer, unless it is one of several accesses. */
  private static final int EDGE = 512;

  /** Operands of hundreds of bytes. */
  static final Predicate<Instruction> STATE =
      of(FNSAVE, FRSTOR, FNSTENV, FLDENV, FXSAVE, FXRSTOR, XSAVE, XRSTOR, XSAVEOPT, XSAVEC);

  static final List<Waiver> ROWS =
      List.of(
          // newer processors note the operand's address with unmasked exceptions only
          common(Waivers::isX87, Waivers::dataPointer, "Vol. 1, 8.1.8"),
          // the last bit, and which way it was rounded
          common(
              of(F2XM1, FYL2X, FYL2XP1, FPTAN, FPATAN, FSIN, FCOS, FSINCOS),
              Waivers::lastBit,
              "Vol. 1, 8.3.10"),
          // how wide an address is that counts as canonical
          common(of(FXRSTOR, XRSTOR), Waivers::pointers, "Vol. 1, 10.5.1.1"),
          // which byte is touched first, and what was stored before another faults
          common(STATE, Waivers::multipleAccesses, "Vol. 3A, 9.1.1"),
          common(
              of(FSTP, FBSTP, VMASKMOVPS, VMASKMOVPD, VPMASKMOVD, VPMASKMOVQ),
              Waivers::multipleAccesses,
              "Vol. 3A, 9.1.1"),
          // the flags of a conversion whose store faults
          common(of(VCVTPS2PH), Waivers::flagsOfFault, "Vol. 2C, VCVTPS2PH"),
          // faults of bytes that the mask leaves out
          common(of(MASKMOVQ, MASKMOVDQU), Waivers::maskedFault, "Vol. 2B, MASKMOVQ"),
          // accesses that wrap round at 4 GiB
          common(instruction -> instruction.codeBits() == 32, Waivers::wrapAround, "Vol. 3A, 5.3"),
          // an instruction that faults may have changed to MMX already, as it will when restarted
          common(Waivers::isMmx, Waivers::transition, "Vol. 1, 9.5.1"));

  private final List<Waiver> waivers;

  Waivers(HostTraits host) {
    waivers = Stream.concat(ROWS.stream(), host.waivers().stream()).toList();
  }

  private static boolean isX87(Instruction instruction) {
    return instruction.mnemonic().family() == Family.X87;
  }

  private static boolean isMmx(Instruction instruction) {
    return instruction.operands().stream().anyMatch(operand -> operand instanceof Operand.Mmx);
  }

  /** Makes equal in two results of an instruction what need not be. */
  void apply(Instruction instruction, MemorySegment a, MemorySegment b) {
    for (Waiver waiver : waivers) {
      if (waiver.which().test(instruction)) {
        waiver.effect().equalize(instruction, a, b);
      }
    }
  }

  private static void dataPointer(MemorySegment a, MemorySegment b) {
    b.set(JAVA_LONG_UNALIGNED, StateRecord.FDP, a.get(JAVA_LONG_UNALIGNED, StateRecord.FDP));
  }

  private static void pointers(MemorySegment a, MemorySegment b) {
    for (int at : new int[] {StateRecord.FIP, StateRecord.FDP}) {
      long first = a.get(JAVA_LONG_UNALIGNED, at);
      if (first << 17 == b.get(JAVA_LONG_UNALIGNED, at) << 17) {
        b.set(JAVA_LONG_UNALIGNED, at, first);
      }
    }
  }

  private static void multipleAccesses(MemorySegment a, MemorySegment b) {
    if (isPageFault(a) && isPageFault(b)) {
      copy(a, b, StateRecord.CR2, 8);
      copy(a, b, StateRecord.ERROR, 8);
      copy(a, b, StateRecord.WINDOW, StateRecord.WINDOW_BYTES);
    }
  }

  private static void flagsOfFault(MemorySegment a, MemorySegment b) {
    if (isPageFault(a) && isPageFault(b)) {
      copy(a, b, StateRecord.MXCSR, 4);
    }
  }

  private static void maskedFault(MemorySegment a, MemorySegment b) {
    if (isPageFault(a) || isPageFault(b)) {
      copy(a, b, 0, StateRecord.SIZE);
    }
  }

  static void wrapAround(MemorySegment a, MemorySegment b) {
    long address = a.get(JAVA_LONG_UNALIGNED, StateRecord.CR2) & 0xffff_ffffL;
    long vector = b.get(JAVA_LONG_UNALIGNED, StateRecord.VECTOR);
    boolean segment = vector == GuestFault.GP || vector == GuestFault.SS;
    boolean atEdge = address < EDGE || address >= 0x1_0000_0000L - EDGE;
    if (isPageFault(a) && atEdge && (segment || isPageFault(b))) {
      copy(a, b, 0, StateRecord.SIZE);
    }
  }

  private static void transition(MemorySegment a, MemorySegment b) {
    if (a.get(JAVA_LONG_UNALIGNED, StateRecord.VECTOR) != GuestFault.BP) {
      copy(a, b, StateRecord.FSW, 4);
      copy(a, b, StateRecord.STACK, 128);
    }
  }

  /** With the sign. Denormal numbers have the scale of the smallest that are not. */
  private static int scale(MemorySegment record, int at) {
    int exponent = record.get(JAVA_SHORT_UNALIGNED, at + 8);
    return (exponent & 0x7fff) == 0 ? exponent | 1 : exponent;
  }

  private static void lastBit(MemorySegment a, MemorySegment b) {
    int open = StatusWord.C1;
    for (int i = 0; i < 2; i++) {
      int at = StateRecord.STACK + 16 * i;
      long first = a.get(JAVA_LONG_UNALIGNED, at);
      long second = b.get(JAVA_LONG_UNALIGNED, at);
      // below a power of two the last bit is worth half
      int step = scale(a, at) - scale(b, at);
      boolean near =
          switch (step) {
            case 0 -> Math.abs(first - second) == 1;
            case 1 -> first == Long.MIN_VALUE && second == -1;
            case -1 -> first == -1 && second == Long.MIN_VALUE;
            default -> false;
          };
      if (near) {
        // of the smallest normal number and the largest denormal one, the latter underflowed
        open |= step == 0 && (first ^ second) < 0 ? StatusWord.UNDERFLOW : 0;
        copy(a, b, at, 10);
      }
    }
    int chosen = a.get(JAVA_SHORT_UNALIGNED, StateRecord.FSW) & open;
    int rest = b.get(JAVA_SHORT_UNALIGNED, StateRecord.FSW) & ~open;
    b.set(JAVA_SHORT_UNALIGNED, StateRecord.FSW, (short) (rest | chosen));
  }
}
