package org.kvas.runtime.interpret;

import static org.kvas.translator.x86.semantics.x87.StatusWord.BUSY;
import static org.kvas.translator.x86.semantics.x87.StatusWord.ERROR_SUMMARY;
import static org.kvas.translator.x86.semantics.x87.StatusWord.EXCEPTIONS;
import static org.kvas.translator.x86.semantics.x87.StatusWord.STACK_FAULT;

import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.state.X87State;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;

/**
 * Control instructions: FNINIT, FNCLEX, FLDCW, FNSTCW, FNSTSW, FWAIT, and EMMS. Only FLDCW, FWAIT
 * and EMMS report a pending exception.
 */
final class X87Control {
  private X87Control() {}

  static Operation create(Instruction instruction, int mode, int offset) {
    return switch (instruction.mnemonic()) {
      case FNINIT -> of((cpu, x87) -> x87.initialize());
      case FNCLEX ->
          of((cpu, x87) -> x87.status &= ~(EXCEPTIONS | STACK_FAULT | ERROR_SUMMARY | BUSY));
      case FNENI, FNDISI, FNSETPM -> of((cpu, x87) -> {});
      case EMMS -> of(X87Control::emptyAll);
      case FLDCW -> loadControlWord(instruction, mode, offset);
      case FNSTCW -> storeControlWord(instruction, mode, offset);
      case FNSTSW -> storeStatusWord(instruction, mode, offset);
      default -> throw new IllegalArgumentException(instruction.toString());
    };
  }

  /** FWAIT, whatever CR0.EM. */
  static Operation createWait() {
    return of(
        (cpu, x87) -> {
          X87Exceptions.checkWait(cpu);
          reportPending(cpu, x87);
        });
  }

  private static void emptyAll(VcpuState cpu, X87State x87) {
    reportPending(cpu, x87);
    x87.top = 0;
    x87.empty = 0xff;
  }

  private static void reportPending(VcpuState cpu, X87State x87) {
    if ((x87.status & ERROR_SUMMARY) != 0) {
      X87Exceptions.report(cpu);
    }
  }

  private static Operation loadControlWord(Instruction instruction, int mode, int offset) {
    Address address =
        new Address((Operand.Memory) instruction.operand(0), instruction, mode, offset);
    return of(
        (cpu, x87) -> {
          reportPending(cpu, x87);
          x87.setControlWord(cpu.load16(address.forRead(cpu, 2)));
        });
  }

  private static Operation storeControlWord(Instruction instruction, int mode, int offset) {
    Address address =
        new Address((Operand.Memory) instruction.operand(0), instruction, mode, offset);
    return of((cpu, x87) -> cpu.store16(address.forWrite(cpu, 2), x87.control));
  }

  private static Operation storeStatusWord(Instruction instruction, int mode, int offset) {
    if (instruction.operands().isEmpty() || instruction.operand(0) instanceof Operand.Gpr) {
      return of(
          (cpu, x87) ->
              cpu.setGeneral(
                  VcpuState.RAX, cpu.general(VcpuState.RAX) & ~0xffffL | x87.statusWord()));
    }
    Address address =
        new Address((Operand.Memory) instruction.operand(0), instruction, mode, offset);
    return of((cpu, x87) -> cpu.store16(address.forWrite(cpu, 2), x87.statusWord()));
  }

  private interface Action {
    void run(VcpuState cpu, X87State x87);
  }

  private static Operation of(Action action) {
    return new Operation() {
      @Override
      public void execute(VcpuState cpu) {
        action.run(cpu, cpu.x87);
      }
    };
  }
}
