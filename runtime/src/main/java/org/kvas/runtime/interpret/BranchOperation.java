package org.kvas.runtime.interpret;

import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;

/** What near branches share: where they end and where they may go. */
abstract class BranchOperation extends IntegerOperation {
  /** Distance of the next instruction from {@code rip}. */
  private final int end;

  BranchOperation(Instruction instruction, int offset) {
    super(instruction, offset);
    end = offset + instruction.length();
  }

  /** The next instruction's address. */
  final long next(VcpuState cpu, Shape shape) {
    return cpu.rip + end & shape.codeMask();
  }

  /** The target of a relative branch. */
  final long relative(VcpuState cpu, Shape shape) {
    return checked(cpu, shape, cpu.rip + end + immediate);
  }

  /**
   * A target cut to the operand size; #GP(0) outside the code segment or, in 64-bit mode, if not
   * canonical.
   */
  static long checked(VcpuState cpu, Shape shape, long target) {
    if (ExecutionMode.codeBits(shape.mode()) == 64) {
      if (target << 16 >> 16 != target) {
        throw GuestFault.generalProtection(0);
      }
      return target;
    }
    long offset = target & (shape.operandSize() == 2 ? 0xffff : 0xffff_ffffL);
    if (!ExecutionMode.isFlat(shape.mode()) && offset > cpu.segmentLimit[VcpuState.CS]) {
      throw GuestFault.generalProtection(0);
    }
    return offset;
  }
}
