package org.kvas.runtime.interpret;

import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.state.X87State;

/**
 * The 512 bytes of FXSAVE, also the start of an XSAVE area. SDM Vol. 1, 10.5.1; Vol. 2A, FXSAVE.
 */
final class LegacyArea {
  static final int SIZE = 512;

  private static final int STATUS = 2;
  private static final int TAGS = 4;
  private static final int OPCODE = 6;
  private static final int INSTRUCTION_POINTER = 8;
  private static final int DATA_POINTER = 16;
  private static final int MXCSR = 24;
  private static final int MXCSR_MASK = 28;
  private static final int REGISTERS = 32;
  private static final int VECTORS = 160;
  private static final int SLOT = 16;

  /** Writable bits of MXCSR, denormals-are-zeros included. */
  private static final int MXCSR_BITS = 0xffff;

  private LegacyArea() {}

  /**
   * @param wide the format with 64-bit pointers (REX.W) rather than the one with selectors
   */
  static void saveX87(VcpuState cpu, long to, boolean wide) {
    X87State x87 = cpu.x87;
    cpu.store16(to, x87.control);
    cpu.store16(to + STATUS, x87.statusWord());
    cpu.store16(to + TAGS, ~x87.empty & 0xff);
    cpu.store16(to + OPCODE, x87.opcode);
    cpu.store64(
        to + INSTRUCTION_POINTER,
        wide ? x87.instructionPointer : x87.instructionPointer & 0xffffffffL);
    cpu.store64(to + DATA_POINTER, wide ? x87.dataPointer : x87.dataPointer & 0xffffffffL);
    for (int i = 0; i < 8; i++) {
      int r = x87.register(i);
      cpu.store64(to + REGISTERS + i * SLOT, x87.significand[r]);
      cpu.store64(to + REGISTERS + i * SLOT + 8, x87.signExponent[r]);
    }
  }

  static void restoreX87(VcpuState cpu, long from, boolean wide) {
    X87State x87 = cpu.x87;
    x87.setControlWord(cpu.load16(from));
    x87.setStatusWord(cpu.load16(from + STATUS));
    x87.empty = ~cpu.load8(from + TAGS) & 0xff;
    x87.opcode = cpu.load16(from + OPCODE) & 0x7ff;
    long ip = cpu.load64(from + INSTRUCTION_POINTER);
    long dp = cpu.load64(from + DATA_POINTER);
    x87.instructionPointer = wide ? ip : ip & 0xffffffffL;
    x87.dataPointer = wide ? dp : dp & 0xffffffffL;
    for (int i = 0; i < 8; i++) {
      int r = x87.register(i);
      x87.significand[r] = cpu.load64(from + REGISTERS + i * SLOT);
      x87.signExponent[r] = cpu.load16(from + REGISTERS + i * SLOT + 8);
    }
  }

  static void saveMxcsr(VcpuState cpu, long to) {
    cpu.store32(to + MXCSR, cpu.mxcsr);
    cpu.store32(to + MXCSR_MASK, MXCSR_BITS);
  }

  /** #GP(0) where reserved bits are set, and nothing changed then. */
  static void restoreMxcsr(VcpuState cpu, long from) {
    setMxcsr(cpu, cpu.load32(from + MXCSR));
  }

  static void setMxcsr(VcpuState cpu, int value) {
    if ((value & ~MXCSR_BITS) != 0) {
      throw GuestFault.generalProtection(0);
    }
    cpu.mxcsr = value;
  }

  static void saveVectors(VcpuState cpu, long to, int count) {
    for (int i = 0; i < count; i++) {
      cpu.store64(to + VECTORS + i * SLOT, cpu.vector[4 * i]);
      cpu.store64(to + VECTORS + i * SLOT + 8, cpu.vector[4 * i + 1]);
    }
  }

  static void restoreVectors(VcpuState cpu, long from, int count) {
    for (int i = 0; i < count; i++) {
      cpu.vector[4 * i] = cpu.load64(from + VECTORS + i * SLOT);
      cpu.vector[4 * i + 1] = cpu.load64(from + VECTORS + i * SLOT + 8);
    }
  }
}
