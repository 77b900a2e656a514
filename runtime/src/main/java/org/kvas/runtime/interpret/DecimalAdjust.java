package org.kvas.runtime.interpret;

import static org.kvas.runtime.interpret.OperandKind.REGISTER;
import static org.kvas.translator.state.VcpuState.RAX;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.semantics.Decimal;

/** AAA, AAS, DAA, DAS, AAM (#DE for base 0), AAD. */
final class DecimalAdjust extends IntegerOperation {
  private static final Mnemonic OPERATION = Shape.of(MethodHandles.lookup()).mnemonic();

  DecimalAdjust(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new DecimalAdjust(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    int ax = (int) cpu.general(RAX) & 0xffff;
    if (OPERATION == Mnemonic.DAA) {
      set(cpu, 1, Decimal.daa(ax & 0xff, cpu.statusFlags()));
    } else if (OPERATION == Mnemonic.DAS) {
      set(cpu, 1, Decimal.das(ax & 0xff, cpu.statusFlags()));
    } else if (OPERATION == Mnemonic.AAA) {
      set(cpu, 2, Decimal.aaa(ax, cpu.statusFlags()));
    } else if (OPERATION == Mnemonic.AAS) {
      set(cpu, 2, Decimal.aas(ax, cpu.statusFlags()));
    } else if (OPERATION == Mnemonic.AAD) {
      set(cpu, 2, Decimal.aad(ax, (int) immediate & 0xff));
    } else {
      multiply(cpu, ax & 0xff, (int) immediate & 0xff);
    }
  }

  private static void multiply(VcpuState cpu, int al, int base) {
    if (base == 0) {
      throw new GuestFault(GuestFault.DE, -1);
    }
    set(cpu, 2, Decimal.aam(al, base));
  }

  private static void set(VcpuState cpu, int bytes, int packed) {
    setRegister(cpu, REGISTER | bytes, RAX, Decimal.value(packed));
    cpu.setStatusFlags(Decimal.flags(packed));
  }
}
