package org.kvas.runtime.interpret;

import static org.kvas.translator.x86.semantics.x87.StatusWord.ERROR_SUMMARY;
import static org.kvas.translator.x86.semantics.x87.StatusWord.EXCEPTIONS;

import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.state.X87State;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;

/**
 * FNSTENV, FLDENV, FNSAVE and FRSTOR in their four formats: 16 or 32 bits, real or protected mode.
 * SDM Vol. 1, 8.1.10.
 */
final class X87Environment extends Operation {
  private static final int REGISTER_BYTES = 10;
  private static final int OPCODE = 0x7ff;

  private final Mnemonic mnemonic;
  private final Address address;

  /** Bytes of a field: 2 or 4. */
  private final int unit;

  private final boolean isProtected;
  private final int size;

  private X87Environment(Instruction instruction, int mode, int offset) {
    mnemonic = instruction.mnemonic();
    address = new Address((Operand.Memory) instruction.operand(0), instruction, mode, offset);
    unit = instruction.operandSize() == 2 ? 2 : 4;
    isProtected = (mode & ExecutionMode.PROTECTED) != 0 && (mode & ExecutionMode.VIRTUAL_8086) == 0;
    boolean registersToo = mnemonic == Mnemonic.FNSAVE || mnemonic == Mnemonic.FRSTOR;
    size = 7 * unit + (registersToo ? 8 * REGISTER_BYTES : 0);
  }

  static Operation create(Instruction instruction, int mode, int offset) {
    return new X87Environment(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    X87State x87 = cpu.x87;
    if (mnemonic == Mnemonic.FLDENV || mnemonic == Mnemonic.FRSTOR) {
      if ((x87.status & ERROR_SUMMARY) != 0) {
        X87Exceptions.report(cpu);
      }
      long from = address.forRead(cpu, size);
      cpu.checkRead(from, unit);
      cpu.checkRead(from, size);
      load(cpu, x87, from);
      if (mnemonic == Mnemonic.FRSTOR) {
        loadRegisters(cpu, x87, from + 7L * unit);
      }
      return;
    }
    long to = address.forWrite(cpu, size);
    cpu.checkWrite(to, unit);
    cpu.checkWrite(to, size);
    store(cpu, x87, to);
    if (mnemonic == Mnemonic.FNSAVE) {
      storeRegisters(cpu, x87, to + 7L * unit);
      x87.initialize();
    } else {
      x87.setControlWord(x87.control | EXCEPTIONS);
    }
  }

  private void store(VcpuState cpu, X87State x87, long to) {
    int ip = (int) x87.instructionPointer;
    int dp = (int) x87.dataPointer;
    storeField(cpu, to, 0, x87.control, 0xffff);
    storeField(cpu, to, 1, x87.statusWord(), 0xffff);
    storeField(cpu, to, 2, x87.tagWord(), 0xffff);
    if (isProtected) {
      storeField(cpu, to, 3, ip, 0);
      storeField(cpu, to, 4, unit == 4 ? (x87.opcode & OPCODE) << 16 : 0, 0);
      storeField(cpu, to, 5, dp, 0);
      storeField(cpu, to, 6, 0, 0xffff);
    } else if (unit == 4) {
      storeField(cpu, to, 3, ip & 0xffff, 0xffff);
      storeField(cpu, to, 4, (ip >>> 16) << 12 | x87.opcode & OPCODE, 0);
      storeField(cpu, to, 5, dp & 0xffff, 0xffff);
      storeField(cpu, to, 6, (dp >>> 16) << 12, 0);
    } else {
      storeField(cpu, to, 3, ip, 0);
      storeField(cpu, to, 4, (ip >>> 16 & 15) << 12 | x87.opcode & OPCODE, 0);
      storeField(cpu, to, 5, dp, 0);
      storeField(cpu, to, 6, (dp >>> 16 & 15) << 12, 0);
    }
  }

  /**
   * @param reserved ones in the reserved upper half of a 32-bit field
   */
  private void storeField(VcpuState cpu, long to, int field, int value, int reserved) {
    if (unit == 2) {
      cpu.store16(to + 2L * field, value);
    } else {
      cpu.store32(to + 4L * field, value | reserved << 16);
    }
  }

  private int loadField(VcpuState cpu, long from, int field) {
    return unit == 2 ? cpu.load16(from + 2L * field) : cpu.load32(from + 4L * field);
  }

  private void load(VcpuState cpu, X87State x87, long from) {
    x87.control = 0;
    x87.setControlWord(loadField(cpu, from, 0));
    x87.setStatusWord(loadField(cpu, from, 1));
    x87.setTagWord(loadField(cpu, from, 2));
    int ip = loadField(cpu, from, 3);
    int second = loadField(cpu, from, 4);
    int dp = loadField(cpu, from, 5);
    int last = loadField(cpu, from, 6);
    if (isProtected) {
      x87.instructionPointer = ip & 0xffffffffL;
      x87.opcode = unit == 4 ? second >>> 16 & OPCODE : 0;
      x87.dataPointer = dp & 0xffffffffL;
    } else {
      int high = unit == 4 ? 0xffff : 15;
      x87.instructionPointer = ip & 0xffff | (long) (second >>> 12 & high) << 16;
      x87.opcode = second & OPCODE;
      x87.dataPointer = dp & 0xffff | (long) (last >>> 12 & high) << 16;
    }
  }

  private static void storeRegisters(VcpuState cpu, X87State x87, long to) {
    for (int i = 0; i < 8; i++) {
      int r = x87.register(i);
      cpu.storePart(to + i * REGISTER_BYTES, x87.significand[r]);
      cpu.store16(to + i * REGISTER_BYTES + 8, x87.signExponent[r]);
    }
  }

  private static void loadRegisters(VcpuState cpu, X87State x87, long from) {
    for (int i = 0; i < 8; i++) {
      int r = x87.register(i);
      x87.significand[r] = cpu.loadPart(from + i * REGISTER_BYTES);
      x87.signExponent[r] = cpu.load16(from + i * REGISTER_BYTES + 8);
    }
  }
}
