package org.kvas.translator.translate;

import static org.kvas.translator.state.VcpuState.RAX;
import static org.kvas.translator.state.VcpuState.RDX;
import static org.objectweb.asm.Opcodes.*;

import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;

/** CBW, CWDE, CDQE: the accumulator widened in place. CWD, CDQ, CQO: its sign into DX. */
final class ConvertLowering implements Lowering {
  @Override
  public boolean lower(Instruction instruction, Emitter emitter, ControlFlow flow) {
    switch (instruction.mnemonic()) {
      case CBW -> widen(1, emitter);
      case CWDE -> widen(2, emitter);
      case CDQE -> widen(4, emitter);
      case CWD -> spread(2, emitter);
      case CDQ -> spread(4, emitter);
      case CQO -> spread(8, emitter);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void widen(int from, Emitter emitter) {
    emitter.registers.pushSigned(new Operand.Gpr(RAX, from, false));
    if (from == 4) {
      emitter.code.visitInsn(I2L);
    }
    emitter.registers.pop(new Operand.Gpr(RAX, 2 * from, false));
  }

  private static void spread(int size, Emitter emitter) {
    emitter.registers.pushSigned(new Operand.Gpr(RAX, size, false));
    emitter.push(size == 8 ? 63 : 31);
    emitter.code.visitInsn(size == 8 ? LSHR : ISHR);
    emitter.registers.pop(new Operand.Gpr(RDX, size, false));
  }

  @Override
  public int implicitRegisters(Instruction instruction) {
    return 1 << RAX | 1 << RDX;
  }
}
