package org.kvas.translator.translate;

import static org.kvas.translator.state.VcpuState.DF;
import static org.objectweb.asm.Opcodes.*;

import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.semantics.Flags;

/** CLC, STC, CMC, CLD and STD. */
final class FlagLowering implements Lowering {
  @Override
  public boolean lower(Instruction instruction, Emitter emitter, ControlFlow flow) {
    switch (instruction.mnemonic()) {
      case CLC -> carry(~Flags.CF, IAND, emitter);
      case STC -> carry(Flags.CF, IOR, emitter);
      case CMC -> carry(Flags.CF, IXOR, emitter);
      case CLD -> direction(~DF, IAND, emitter);
      case STD -> direction(DF, IOR, emitter);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void carry(int mask, int operation, Emitter emitter) {
    emitter.flags.pushStatus();
    emitter.push(mask);
    emitter.code.visitInsn(operation);
    emitter.flags.popStatus();
  }

  private static void direction(int mask, int operation, Emitter emitter) {
    var code = emitter.code;
    code.visitVarInsn(ALOAD, Slots.CPU);
    code.visitInsn(DUP);
    code.visitFieldInsn(GETFIELD, Names.VCPU_STATE, "systemFlags", "I");
    emitter.push(mask);
    code.visitInsn(operation);
    code.visitFieldInsn(PUTFIELD, Names.VCPU_STATE, "systemFlags", "I");
  }
}
