package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.semantics.Flags;
import org.kvas.translator.x86.semantics.Shifts;

/**
 * SHL, SHR, SAR and the rotates ROL, ROR, RCL, RCR, by an immediate or CL. ROL and ROR of a
 * register by an immediate above 1 keep OF, undefined in the SDM, as current Intel processors do.
 */
final class Shift extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final Mnemonic OPERATION = SHAPE.mnemonic();
  private static final int FIRST = SHAPE.first();
  private static final boolean BY_CL = !OperandKind.isImmediate(SHAPE.second());
  private static final int ADDRESSING = SHAPE.addressing();
  private static final int BYTES = OperandKind.size(FIRST);
  private static final int SIZE = Flags.log2(BYTES);
  private static final boolean THROUGH_CARRY =
      OPERATION == Mnemonic.RCL || OPERATION == Mnemonic.RCR;
  private static final boolean ROTATES =
      THROUGH_CARRY || OPERATION == Mnemonic.ROL || OPERATION == Mnemonic.ROR;

  private static final boolean MAY_KEEP_OVERFLOW =
      ROTATES && !THROUGH_CARRY && !BY_CL && !OperandKind.isMemory(FIRST);

  private final int constant;

  Shift(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
    constant = Shifts.mask(BYTES, (int) immediate);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new Shift(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    int count = BY_CL ? Shifts.mask(BYTES, (int) cpu.general(VcpuState.RCX)) : constant;
    long linear = addressToModify(cpu, FIRST, ADDRESSING);
    long host = hostToModify(cpu, FIRST, linear);
    long a = loadToModify(cpu, FIRST, linear, host);
    if (count == 0) {
      storeModified(cpu, FIRST, linear, host, a);
      return;
    }
    int carry = THROUGH_CARRY && cpu.carry() ? 1 : 0;
    long result = result(a, count, carry);
    storeModified(cpu, FIRST, linear, host, result);
    if (!ROTATES) {
      cpu.setLazyFlags(Flags.RESULT | SIZE, result, flags(a, result, count, carry));
    } else if (!THROUGH_CARRY || Shifts.turns(BYTES, count) != 0) {
      int changed = MAY_KEEP_OVERFLOW && count != 1 ? Flags.CF : Flags.CF | Flags.OF;
      cpu.setStatusFlags(cpu.statusFlags() & ~changed | flags(a, result, count, carry) & changed);
    }
  }

  private static long result(long a, int count, int carry) {
    if (OPERATION == Mnemonic.SHL) {
      return Shifts.shl(BYTES, a, count);
    }
    if (OPERATION == Mnemonic.SHR) {
      return Shifts.shr(BYTES, a, count);
    }
    if (OPERATION == Mnemonic.SAR) {
      return Shifts.sar(a, count);
    }
    if (OPERATION == Mnemonic.ROL) {
      return Shifts.rol(BYTES, a, count);
    }
    if (OPERATION == Mnemonic.ROR) {
      return Shifts.ror(BYTES, a, count);
    }
    return OPERATION == Mnemonic.RCL
        ? Shifts.rcl(BYTES, a, count, carry)
        : Shifts.rcr(BYTES, a, count, carry);
  }

  private static int flags(long a, long result, int count, int carry) {
    if (OPERATION == Mnemonic.SHL) {
      return Shifts.shlFlags(BYTES, a, count);
    }
    if (OPERATION == Mnemonic.SHR) {
      return Shifts.shrFlags(BYTES, a, count);
    }
    if (OPERATION == Mnemonic.SAR) {
      return Shifts.sarFlags(a, count);
    }
    if (OPERATION == Mnemonic.ROL) {
      return Shifts.rolFlags(BYTES, a, result);
    }
    if (OPERATION == Mnemonic.ROR) {
      return Shifts.rorFlags(a, result);
    }
    return OPERATION == Mnemonic.RCL
        ? Shifts.rclFlags(BYTES, a, count)
        : Shifts.rcrFlags(BYTES, a, count, carry);
  }
}
