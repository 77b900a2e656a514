package org.kvas.runtime.interpret;

import static org.kvas.translator.state.VcpuState.DF;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.semantics.Flags;

/** CLC, STC, CMC, CLD, STD, LAHF, SAHF, SALC. */
final class FlagChange extends IntegerOperation {
  private static final Mnemonic OPERATION = Shape.of(MethodHandles.lookup()).mnemonic();

  /** Bit 1 of RFLAGS, always set. */
  private static final int FIXED = 2;

  FlagChange(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new FlagChange(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    if (OPERATION == Mnemonic.CLD) {
      cpu.systemFlags &= ~DF;
    } else if (OPERATION == Mnemonic.STD) {
      cpu.systemFlags |= DF;
    } else if (OPERATION == Mnemonic.LAHF) {
      setRegister(cpu, OperandKind.HIGH_BYTE | 1, VcpuState.RAX, cpu.statusFlags() | FIXED);
    } else if (OPERATION == Mnemonic.SAHF) {
      int ah = (int) register(cpu, OperandKind.HIGH_BYTE | 1, VcpuState.RAX) & 0xff;
      cpu.setStatusFlags(ah | cpu.statusFlags() & Flags.OF);
    } else if (OPERATION == Mnemonic.SALC) {
      setRegister(cpu, OperandKind.REGISTER | 1, VcpuState.RAX, cpu.carry() ? -1 : 0);
    } else {
      changeCarry(cpu);
    }
  }

  private static void changeCarry(VcpuState cpu) {
    int flags = cpu.statusFlags();
    int carry =
        OPERATION == Mnemonic.STC ? Flags.CF : OPERATION == Mnemonic.CMC ? ~flags & Flags.CF : 0;
    cpu.setStatusFlags(flags & ~Flags.CF | carry);
  }
}
