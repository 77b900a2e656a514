package org.kvas.runtime.oracle;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.kvas.runtime.oracle.Waiver.common;
import static org.kvas.runtime.oracle.Waiver.copy;
import static org.kvas.runtime.oracle.Waiver.copyFlags;
import static org.kvas.runtime.oracle.Waiver.isPageFault;
import static org.kvas.runtime.oracle.Waiver.of;
import static org.kvas.runtime.oracle.Waiver.vector;
import static org.kvas.translator.x86.decode.Mnemonic.*;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.semantics.Flags;
import org.kvas.translator.x86.semantics.x87.StatusWord;

/** What AMD's processors do otherwise than Intel's where the SDM leaves it open. */
final class AmdWaivers {
  /** MXCSR.MM, reserved with Intel: bit 17. */
  private static final int MISALIGNED_MODE = 1 << 17;

  private static final int MXCSR_MASK = 0xffff;
  private static final int MXCSR_PRECISION = 1 << 5;

  /** No base of a segment that a test uses is farther from 0. */
  private static final long FARTHEST_BASE = 1L << 46;

  static final List<Waiver> ROWS =
      List.of(
          new Waiver(UndefinedFlags::any, UndefinedFlags::equalize, "Vol. 1, Appendix A"),
          common(
              of(RCPPS, RCPSS, RSQRTPS, RSQRTSS),
              Approximations::equalize,
              "Vol. 2B, RCPPS and RSQRTPS"),
          // which of several NaNs comes through
          new Waiver(of(DPPS, DPPD), AmdWaivers::horizontalNaNs, "Vol. 2A, DPPS"),
          // memory is looked at before or after the exceptions of what is to be stored
          common(
              of(FST, FSTP, FBSTP, FIST, FISTP, FISTTP),
              AmdWaivers::faultOfX87Store,
              "Vol. 3A, 6.9"),
          common(of(VCVTPS2PH), AmdWaivers::faultOfConversion, "Vol. 3A, 6.9"),
          // registers and flags after an iteration that faults, and after none
          new Waiver(
              AmdWaivers::isString, AmdWaivers::unfinishedString, "Vol. 1, 3.4.1.1; Vol. 2B, REP"),
          // accesses that wrap round at 4 GiB, those that a mask leaves out too
          new Waiver(
              instruction -> instruction.codeBits() == 32, AmdWaivers::wrapAround, "Vol. 3A, 5.3"),
          // bits that one processor has and another has not
          common(
              of(LDMXCSR, FXRSTOR, XRSTOR, FXSAVE, XSAVE, XSAVEOPT, XSAVEC),
              AmdWaivers::reservedBitsOfMxcsr,
              "Vol. 1, 11.6.6"),
          // which of several accesses and checks comes first
          common(
              Waivers.STATE.or(of(VMASKMOVPS, VMASKMOVPD, VPMASKMOVD, VPMASKMOVQ, BOUND)),
              AmdWaivers::firstFault,
              "Vol. 3A, 6.9"),
          new Waiver(
              of(CALL, CALLF, JMPF, RETF, IRET), AmdWaivers::faultOfTransfer, "Vol. 3A, 6.9"),
          // a sum with a segment's base may be canonical where the offset is not
          common(AmdWaivers::hasBase, AmdWaivers::canonicalOffset, "Vol. 1, 3.3.7.1"));

  private AmdWaivers() {}

  private static boolean isString(Instruction instruction) {
    return instruction.mnemonic().family() == Family.STRING;
  }

  private static boolean hasBase(Instruction instruction) {
    int segment = instruction.segment(VcpuState.DS);
    return instruction.codeBits() == 64 && (segment == VcpuState.FS || segment == VcpuState.GS);
  }

  private static boolean isMemoryFault(MemorySegment record) {
    long vector = vector(record);
    return vector == GuestFault.PF || vector == GuestFault.GP || vector == GuestFault.SS;
  }

  private static boolean isFault(MemorySegment record) {
    return isMemoryFault(record) || vector(record) == GuestFault.NP;
  }

  private static void copyFault(MemorySegment a, MemorySegment b) {
    copy(a, b, StateRecord.VECTOR, 8);
    copy(a, b, StateRecord.ERROR, 8);
    copy(a, b, StateRecord.CR2, 8);
  }

  private static void horizontalNaNs(Instruction instruction, MemorySegment a, MemorySegment b) {
    boolean wide = instruction.mnemonic() == DPPD;
    int size = wide ? 8 : 4;
    for (int lane = 0; lane < 64; lane++) {
      int start = StateRecord.lane(lane >> 2, lane & 3);
      for (int at = start; at < start + 8; at += size) {
        if (isNaN(a, at, wide) && isNaN(b, at, wide)) {
          copy(a, b, at, size);
        }
      }
    }
  }

  private static boolean isNaN(MemorySegment record, int at, boolean wide) {
    return wide
        ? Double.isNaN(Double.longBitsToDouble(record.get(JAVA_LONG_UNALIGNED, at)))
        : Float.isNaN(Float.intBitsToFloat(record.get(JAVA_INT_UNALIGNED, at)));
  }

  private static void faultOfX87Store(MemorySegment a, MemorySegment b) {
    boolean pending =
        (b.get(JAVA_SHORT_UNALIGNED, StateRecord.FSW) & StatusWord.ERROR_SUMMARY) != 0;
    if (isMemoryFault(a) && pending && !isMemoryFault(b)) {
      copyFault(a, b);
      copy(a, b, StateRecord.RIP, 8);
      copy(a, b, StateRecord.FSW, 2);
    }
  }

  private static void faultOfConversion(MemorySegment a, MemorySegment b) {
    if (isMemoryFault(a)) {
      if (vector(b) == GuestFault.XM) {
        copyFault(a, b);
      }
      if (isMemoryFault(b)) {
        copy(a, b, StateRecord.MXCSR, 4);
      }
    } else if (vector(b) == GuestFault.XM) {
      int precision = a.get(JAVA_INT_UNALIGNED, StateRecord.MXCSR) & MXCSR_PRECISION;
      int rest = b.get(JAVA_INT_UNALIGNED, StateRecord.MXCSR) & ~MXCSR_PRECISION;
      b.set(JAVA_INT_UNALIGNED, StateRecord.MXCSR, rest | precision);
    }
  }

  private static void unfinishedString(Instruction instruction, MemorySegment a, MemorySegment b) {
    boolean unfinished = isAtInstruction(a) && isAtInstruction(b);
    boolean repeats = instruction.has(Instruction.PREFIX_REP | Instruction.PREFIX_REPNE);
    if (unfinished && repeats && instruction.mnemonic().flagsWritten() != 0) {
      copyFlags(a, b, Flags.STATUS);
    }
    if (instruction.mnemonic() == CMPS) {
      firstFault(a, b);
    }
    boolean none = a.get(JAVA_INT_UNALIGNED, StateRecord.GENERAL[VcpuState.RCX]) == 0;
    if (instruction.addressSize() == 4 && (unfinished || none)) {
      for (int register : new int[] {VcpuState.RCX, VcpuState.RSI, VcpuState.RDI}) {
        copy(a, b, StateRecord.GENERAL[register] + 4, 4);
      }
    }
  }

  private static boolean isAtInstruction(MemorySegment record) {
    return record.get(JAVA_LONG_UNALIGNED, StateRecord.RIP) == SharedArea.INSTRUCTION_ADDRESS;
  }

  private static void wrapAround(Instruction instruction, MemorySegment a, MemorySegment b) {
    Waivers.wrapAround(b, a);
    boolean masked = instruction.mnemonic() == MASKMOVQ || instruction.mnemonic() == MASKMOVDQU;
    if (masked && vector(a) == GuestFault.GP) {
      copy(a, b, 0, StateRecord.SIZE);
    }
  }

  private static void reservedBitsOfMxcsr(MemorySegment a, MemorySegment b) {
    if ((a.get(JAVA_INT_UNALIGNED, StateRecord.MXCSR) & MISALIGNED_MODE) != 0) {
      copy(a, b, 0, StateRecord.SIZE);
    }
    int end = StateRecord.WINDOW + StateRecord.WINDOW_BYTES;
    for (int at = StateRecord.WINDOW + 12; at < end; at += 16) {
      if (a.get(JAVA_INT_UNALIGNED, at) == (MXCSR_MASK | MISALIGNED_MODE)
          && b.get(JAVA_INT_UNALIGNED, at) == MXCSR_MASK) {
        copy(a, b, at, 4);
      }
    }
  }

  private static void firstFault(MemorySegment a, MemorySegment b) {
    boolean either = isMemoryFault(b) || vector(b) == GuestFault.BR;
    if (isMemoryFault(a) && either) {
      copyFault(a, b);
    }
  }

  private static void faultOfTransfer(Instruction instruction, MemorySegment a, MemorySegment b) {
    if (instruction.mnemonic() == CALL) {
      returnAddress(instruction, a, b);
    } else if (vector(a) == GuestFault.GP && instruction.operandSize() == 8 && isNarrow(b)) {
      copy(a, b, 0, StateRecord.SIZE); // the upper half of an offset in 32-bit code
    } else if (isFault(a) && isFault(b)) {
      copyFault(a, b);
    }
  }

  private static boolean isNarrow(MemorySegment record) {
    return record.get(JAVA_SHORT_UNALIGNED, StateRecord.SELECTORS) == LinuxDescriptors.USER_CODE_32;
  }

  /** It may have been pushed before the target turned out not to be canonical. */
  private static void returnAddress(Instruction instruction, MemorySegment a, MemorySegment b) {
    long top = OperandMaker.general(a, VcpuState.RSP) - SharedArea.WINDOW_ADDRESS;
    int size = instruction.operandSize();
    if (vector(a) == GuestFault.GP
        && vector(b) == GuestFault.GP
        && top >= size
        && top <= StateRecord.WINDOW_BYTES) {
      copy(a, b, StateRecord.WINDOW + (int) top - size, size);
    }
  }

  private static void canonicalOffset(MemorySegment a, MemorySegment b) {
    long address = b.get(JAVA_LONG_UNALIGNED, StateRecord.CR2);
    boolean far = address >= FARTHEST_BASE || address <= -FARTHEST_BASE;
    if (vector(a) == GuestFault.GP && isPageFault(b) && far) {
      copyFault(a, b);
    }
  }
}
