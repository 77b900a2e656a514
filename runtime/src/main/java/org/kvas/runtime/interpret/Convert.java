package org.kvas.runtime.interpret;

import static org.kvas.runtime.interpret.OperandKind.REGISTER;
import static org.kvas.translator.state.VcpuState.RAX;
import static org.kvas.translator.state.VcpuState.RDX;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;

/**
 * CBW, CWDE, CDQE (the accumulator's lower half extended into itself), CWD, CDQ, CQO (its sign into
 * xDX).
 */
final class Convert extends IntegerOperation {
  private static final Mnemonic OPERATION = Shape.of(MethodHandles.lookup()).mnemonic();
  private static final boolean IN_PLACE =
      OPERATION == Mnemonic.CBW || OPERATION == Mnemonic.CWDE || OPERATION == Mnemonic.CDQE;
  private static final int BYTES = bytes();

  Convert(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new Convert(instruction, mode, offset);
  }

  private static int bytes() {
    if (OPERATION == Mnemonic.CBW || OPERATION == Mnemonic.CWD) {
      return 2;
    }
    return OPERATION == Mnemonic.CWDE || OPERATION == Mnemonic.CDQ ? 4 : 8;
  }

  @Override
  public void execute(VcpuState cpu) {
    if (IN_PLACE) {
      setRegister(cpu, REGISTER | BYTES, RAX, register(cpu, REGISTER | BYTES / 2, RAX));
    } else {
      setRegister(cpu, REGISTER | BYTES, RDX, register(cpu, REGISTER | BYTES, RAX) >> 63);
    }
  }
}
