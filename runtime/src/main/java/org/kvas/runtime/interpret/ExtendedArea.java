package org.kvas.runtime.interpret;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.state.X87State;
import org.kvas.translator.x86.decode.Feature;

/**
 * The XSAVE area: legacy region, header, and the upper halves of YMM, which stand at 576 in the
 * standard and the compacted format alike as they are the only component there is. SDM Vol. 1, 13.4
 * to 13.10. The modified optimization of XSAVEOPT is not made.
 */
final class ExtendedArea {
  static final int HEADER_SIZE = 64;

  private static final int X87 = 1;
  private static final int SSE = 1 << 1;
  private static final int AVX = 1 << 2;
  private static final long COMPACTED = Long.MIN_VALUE;
  private static final int INITIAL_MXCSR = 0x1f80;

  private static final int XSTATE_BV = LegacyArea.SIZE;
  private static final int XCOMP_BV = XSTATE_BV + 8;
  private static final int UPPER_HALVES = LegacyArea.SIZE + HEADER_SIZE;
  private static final int SLOT = 16;

  private ExtendedArea() {}

  /** The requested-feature bitmap: EDX:EAX and XCR0. */
  private static int requested(Vcpu cpu) {
    return (int) (cpu.general(VcpuState.RAX) & cpu.xcr0);
  }

  /** The same outside 64-bit mode, where half of the vector registers do not exist. */
  private static int size(int components) {
    return UPPER_HALVES + ((components & AVX) != 0 ? 16 * SLOT : 0);
  }

  /** Without components the header alone is written. */
  private static void checkWrite(Vcpu cpu, long to, int components) {
    int first = components == 0 ? XSTATE_BV : 0;
    cpu.checkWrite(to + first, size(components) - first);
  }

  /** XSAVE, and XSAVEOPT, which leaves out components in their initial state. */
  static void save(Vcpu cpu, long to, boolean wide, int vectors, boolean optimized) {
    int requested = requested(cpu);
    checkWrite(cpu, to, requested);
    int inUse = inUse(cpu);
    long before = cpu.load64(to + XSTATE_BV);
    int saved = optimized ? requested & inUse : requested;
    saveComponents(cpu, to, wide, vectors, saved);
    if ((requested & (SSE | AVX)) != 0) {
      LegacyArea.saveMxcsr(cpu, to);
    }
    cpu.store64(to + XSTATE_BV, before & ~(long) requested | requested & inUse);
  }

  static void saveCompacted(Vcpu cpu, long to, boolean wide, int vectors) {
    int requested = requested(cpu);
    checkWrite(cpu, to, requested);
    int inUse = inUse(cpu) | (cpu.mxcsr != INITIAL_MXCSR ? SSE : 0);
    int saved = requested & inUse;
    saveComponents(cpu, to, wide, vectors, saved);
    if ((saved & SSE) != 0) {
      LegacyArea.saveMxcsr(cpu, to);
    }
    cpu.store64(to + XSTATE_BV, saved);
    cpu.store64(to + XCOMP_BV, COMPACTED | requested);
  }

  private static void saveComponents(Vcpu cpu, long to, boolean wide, int vectors, int components) {
    if ((components & X87) != 0) {
      LegacyArea.saveX87(cpu, to, wide);
    }
    if ((components & SSE) != 0) {
      LegacyArea.saveVectors(cpu, to, vectors);
    }
    if ((components & AVX) != 0) {
      for (int i = 0; i < vectors; i++) {
        cpu.store64(to + UPPER_HALVES + i * SLOT, cpu.vector[4 * i + 2]);
        cpu.store64(to + UPPER_HALVES + i * SLOT + 8, cpu.vector[4 * i + 3]);
      }
    }
  }

  static void restore(Vcpu cpu, long from, boolean wide, int vectors) {
    int requested = requested(cpu);
    cpu.checkRead(from, UPPER_HALVES);
    long present = cpu.load64(from + XSTATE_BV);
    boolean compacted = checkHeader(cpu, from, present);
    int loaded = requested & (int) present;
    cpu.checkRead(from, size(requested));
    boolean loadsMxcsr = compacted ? (loaded & SSE) != 0 : (requested & (SSE | AVX)) != 0;
    if (loadsMxcsr) {
      LegacyArea.restoreMxcsr(cpu, from);
    } else if ((requested & SSE) != 0) {
      cpu.mxcsr = INITIAL_MXCSR;
    }
    if ((requested & X87) != 0) {
      restoreX87(cpu, from, wide, (loaded & X87) != 0);
    }
    if ((loaded & SSE) != 0) {
      LegacyArea.restoreVectors(cpu, from, vectors);
    } else if ((requested & SSE) != 0) {
      clear(cpu, vectors, 0);
    }
    if ((requested & AVX) != 0) {
      restoreUpperHalves(cpu, from, vectors, (loaded & AVX) != 0);
    }
  }

  /** Whether the area is compacted; #GP(0) for a header that names what is not there. */
  private static boolean checkHeader(Vcpu cpu, long from, long present) {
    long layout = cpu.load64(from + XCOMP_BV);
    boolean compacted = layout < 0;
    long allowed = compacted ? layout & ~COMPACTED : cpu.xcr0;
    long reserved = cpu.load64(from + XCOMP_BV + 8);
    if (compacted) {
      for (int i = 24; i < HEADER_SIZE; i += 8) {
        reserved |= cpu.load64(from + XSTATE_BV + i);
      }
    } else {
      reserved |= layout;
    }
    boolean unknown = compacted && !cpu.model.has(Feature.XSAVEC);
    if (unknown || (present & ~allowed | allowed & ~cpu.xcr0 | reserved) != 0) {
      throw GuestFault.generalProtection(0);
    }
    return compacted;
  }

  private static void restoreX87(Vcpu cpu, long from, boolean wide, boolean present) {
    if (present) {
      LegacyArea.restoreX87(cpu, from, wide);
    } else {
      cpu.x87.reset();
    }
  }

  private static void restoreUpperHalves(Vcpu cpu, long from, int vectors, boolean present) {
    if (!present) {
      clear(cpu, vectors, 2);
      return;
    }
    for (int i = 0; i < vectors; i++) {
      cpu.vector[4 * i + 2] = cpu.load64(from + UPPER_HALVES + i * SLOT);
      cpu.vector[4 * i + 3] = cpu.load64(from + UPPER_HALVES + i * SLOT + 8);
    }
  }

  private static void clear(Vcpu cpu, int vectors, int lane) {
    for (int i = 0; i < vectors; i++) {
      cpu.vector[4 * i + lane] = 0;
      cpu.vector[4 * i + lane + 1] = 0;
    }
  }

  /** Components that are not in their initial state. */
  static int inUse(Vcpu cpu) {
    return (isInitial(cpu.x87) ? 0 : X87)
        | (isClear(cpu, 0) ? 0 : SSE)
        | (isClear(cpu, 2) ? 0 : AVX);
  }

  private static boolean isInitial(X87State x87) {
    long bits =
        x87.control ^ X87State.INITIAL_CONTROL
            | x87.statusWord()
            | x87.empty ^ 0xff
            | x87.opcode
            | x87.instructionPointer
            | x87.dataPointer;
    for (int i = 0; i < 8; i++) {
      bits |= x87.significand[i] | x87.signExponent[i];
    }
    return bits == 0;
  }

  private static boolean isClear(Vcpu cpu, int lane) {
    long bits = 0;
    for (int i = lane; i < cpu.vector.length; i += 4) {
      bits |= cpu.vector[i] | cpu.vector[i + 1];
    }
    return bits == 0;
  }
}
