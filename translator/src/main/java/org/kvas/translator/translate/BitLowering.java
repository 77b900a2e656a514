package org.kvas.translator.translate;

import static org.objectweb.asm.Opcodes.*;

import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.Bits;
import org.kvas.translator.x86.semantics.Crc32;
import org.kvas.translator.x86.semantics.Flags;
import org.objectweb.asm.Label;
import org.objectweb.asm.Type;

/**
 * BT, BTS, BTR, BTC except where a register addresses bits beyond a memory operand; BSF, BSR,
 * POPCNT, CRC32; the rest of the family goes to {@link BitManipulationLowering}.
 */
final class BitLowering implements Lowering {
  private static final String CRC32 = Type.getInternalName(Crc32.class);
  private static final String BITS = Type.getInternalName(Bits.class);

  @Override
  public boolean lower(Instruction instruction, Emitter emitter, ControlFlow flow) {
    return switch (instruction.mnemonic()) {
      case BT, BTS, BTR, BTC -> test(instruction, emitter);
      case BSF, BSR -> scan(instruction, emitter);
      case POPCNT -> count(instruction, emitter);
      case CRC32 -> checksum(instruction, emitter);
      default -> BitManipulationLowering.lower(instruction, emitter);
    };
  }

  private static boolean checksum(Instruction instruction, Emitter emitter) {
    Operand.Gpr destination = (Operand.Gpr) instruction.operand(0);
    Operand source = instruction.operand(1);
    Operands.open(source, false, emitter);
    emitter.registers.push64(destination.index());
    emitter.code.visitInsn(L2I);
    Operands.pushSignedLong(source, source.size(), emitter);
    emitter.push(source.size());
    emitter.call(CRC32, "update", "(IJI)I");
    emitter.intToUnsignedLong();
    emitter.registers.pop64(destination.index());
    return true;
  }

  private static boolean test(Instruction instruction, Emitter emitter) {
    Operand destination = instruction.operand(0);
    Operand index = instruction.operand(1);
    if (destination instanceof Operand.Memory && !(index instanceof Operand.Immediate)) {
      return false;
    }
    var code = emitter.code;
    int size = destination.size();
    boolean writes = instruction.mnemonic() != Mnemonic.BT;
    Operands.open(destination, writes, emitter);
    Operands.pushSignedLong(destination, size, emitter);
    code.visitVarInsn(LSTORE, Slots.LONG_A);
    if (index instanceof Operand.Immediate immediate) {
      emitter.push((int) immediate.value() & size * 8 - 1);
    } else {
      emitter.registers.push64(((Operand.Gpr) index).index());
      code.visitInsn(L2I);
      emitter.push(size * 8 - 1);
      code.visitInsn(IAND);
    }
    code.visitVarInsn(ISTORE, Slots.INT_A);
    if (writes) {
      change(instruction.mnemonic(), emitter);
      Operands.storeLong(destination, Slots.LONG_C, emitter);
    }
    if (emitter.flagsNeeded()) {
      emitter.flags.pushStatus();
      emitter.push(~Flags.CF);
      code.visitInsn(IAND);
      code.visitVarInsn(LLOAD, Slots.LONG_A);
      code.visitVarInsn(ILOAD, Slots.INT_A);
      code.visitInsn(LUSHR);
      code.visitInsn(L2I);
      emitter.push(Flags.CF);
      code.visitInsn(IAND);
      code.visitInsn(IOR);
      emitter.flags.popStatus();
    }
    return true;
  }

  private static void change(Mnemonic mnemonic, Emitter emitter) {
    var code = emitter.code;
    code.visitVarInsn(LLOAD, Slots.LONG_A);
    code.visitInsn(LCONST_1);
    code.visitVarInsn(ILOAD, Slots.INT_A);
    code.visitInsn(LSHL);
    switch (mnemonic) {
      case BTS -> code.visitInsn(LOR);
      case BTC -> code.visitInsn(LXOR);
      default -> {
        emitter.push(-1L);
        code.visitInsn(LXOR);
        code.visitInsn(LAND);
      }
    }
    code.visitVarInsn(LSTORE, Slots.LONG_C);
  }

  private static void pushUnsignedSource(Operand source, Emitter emitter) {
    Operands.open(source, false, emitter);
    Operands.pushUnsigned(source, emitter);
    switch (source.size()) {
      case 8 -> {}
      case 4 -> emitter.intToUnsignedLong();
      default -> emitter.code.visitInsn(I2L);
    }
  }

  private static boolean scan(Instruction instruction, Emitter emitter) {
    var code = emitter.code;
    pushUnsignedSource(instruction.operand(1), emitter);
    code.visitVarInsn(LSTORE, Slots.LONG_A);
    Label zero = new Label();
    Label done = new Label();
    code.visitVarInsn(LLOAD, Slots.LONG_A);
    code.visitInsn(LCONST_0);
    code.visitInsn(LCMP);
    code.visitJumpInsn(IFEQ, zero);
    if (instruction.mnemonic() == Mnemonic.BSF) {
      code.visitVarInsn(LLOAD, Slots.LONG_A);
      emitter.call("java/lang/Long", "numberOfTrailingZeros", "(J)I");
    } else {
      emitter.push(63);
      code.visitVarInsn(LLOAD, Slots.LONG_A);
      emitter.call("java/lang/Long", "numberOfLeadingZeros", "(J)I");
      code.visitInsn(ISUB);
    }
    code.visitInsn(DUP);
    code.visitVarInsn(ISTORE, Slots.INT_A);
    code.visitInsn(I2L);
    code.visitVarInsn(LSTORE, Slots.LONG_B);
    Operands.storeLong(instruction.operand(0), Slots.LONG_B, emitter);
    scanFlags(false, emitter);
    code.visitJumpInsn(GOTO, done);
    emitter.place(zero);
    scanFlags(true, emitter);
    emitter.place(done);
    return true;
  }

  private static void scanFlags(boolean zero, Emitter emitter) {
    emitter.push(zero ? 1 : 0);
    if (zero) {
      emitter.push(0);
    } else {
      emitter.code.visitVarInsn(ILOAD, Slots.INT_A);
    }
    emitter.call(BITS, "scanFlags", "(ZI)I");
    emitter.flags.popStatus();
  }

  private static boolean count(Instruction instruction, Emitter emitter) {
    var code = emitter.code;
    pushUnsignedSource(instruction.operand(1), emitter);
    code.visitVarInsn(LSTORE, Slots.LONG_A);
    code.visitVarInsn(LLOAD, Slots.LONG_A);
    emitter.call("java/lang/Long", "bitCount", "(J)I");
    code.visitInsn(I2L);
    code.visitVarInsn(LSTORE, Slots.LONG_B);
    Operands.storeLong(instruction.operand(0), Slots.LONG_B, emitter);
    Label zero = new Label();
    emitter.push((long) Flags.ZF);
    emitter.flags.popA();
    code.visitVarInsn(LLOAD, Slots.LONG_A);
    code.visitInsn(LCONST_0);
    code.visitInsn(LCMP);
    code.visitJumpInsn(IFEQ, zero);
    emitter.push(0L);
    emitter.flags.popA();
    emitter.place(zero);
    emitter.push(0L);
    emitter.flags.popB();
    emitter.flags.set(Flags.BITS);
    return true;
  }
}
