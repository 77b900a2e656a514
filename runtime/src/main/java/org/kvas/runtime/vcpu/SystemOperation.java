package org.kvas.runtime.vcpu;

import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Instruction;

/**
 * An instruction that translated code calls where the interpreter would end a block: what the run
 * loop does behind a block is done at once.
 */
final class SystemOperation extends Operation {
  private final Operation operation;

  private SystemOperation(Operation operation) {
    this.operation = operation;
  }

  /** The operation as translated code is to call it. */
  static Operation inRegion(Instruction instruction, Operation operation) {
    return instruction.endsBlock() && instruction.family() != Family.STRING
        ? new SystemOperation(operation)
        : operation;
  }

  @Override
  public void execute(VcpuState cpu) {
    operation.execute(cpu);
    Vcpu vcpu = (Vcpu) cpu;
    vcpu.afterSystem();
    if (vcpu.interruptShadow) {
      vcpu.blockLimit = 0; // it holds for the next instruction, which only the run loop sees to
    }
  }
}
