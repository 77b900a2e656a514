package org.kvas.runtime.trap;

import org.kvas.runtime.profile.ExitReason;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;

/** Operations of the trap layer, from lambdas: what they do outweighs a call by far. */
final class TrapOperation {
  /** What an instruction does, where execution goes on behind it. */
  @FunctionalInterface
  interface Action {
    void run(Vcpu cpu);
  }

  /** What an instruction does that sets RIP itself; {@code next} is the address behind it. */
  @FunctionalInterface
  interface Transfer {
    void run(Vcpu cpu, long next);
  }

  private TrapOperation() {}

  static Operation sequential(Instruction instruction, int offset, Action action) {
    return counted(instruction, uncounted(instruction, offset, action));
  }

  private static Operation uncounted(Instruction instruction, int offset, Action action) {
    return instruction.mnemonic().endsBlock()
        ? ending(
            instruction,
            offset,
            (cpu, next) -> {
              action.run(cpu);
              cpu.rip = next;
            })
        : new Straight(action);
  }

  static Operation transfer(Instruction instruction, int offset, Transfer transfer) {
    return counted(instruction, ending(instruction, offset, transfer));
  }

  private static Operation ending(Instruction instruction, int offset, Transfer transfer) {
    return new Ending(
        transfer, offset + instruction.length(), instruction.codeBits() == 64 ? -1L : 0xffff_ffffL);
  }

  /** As it is, but counted where it has an {@link ExitReason}. */
  static Operation counted(Instruction instruction, Operation operation) {
    ExitReason reason = ExitReason.of(instruction.mnemonic());
    return reason == null ? operation : new Counted(reason, operation);
  }

  private static final class Counted extends Operation {
    private final ExitReason reason;
    private final Operation operation;

    Counted(ExitReason reason, Operation operation) {
      this.reason = reason;
      this.operation = operation;
    }

    @Override
    public void execute(VcpuState cpu) {
      ((Vcpu) cpu).counters.count(reason);
      operation.execute(cpu);
    }
  }

  private static final class Straight extends Operation {
    private final Action action;

    Straight(Action action) {
      this.action = action;
    }

    @Override
    public void execute(VcpuState cpu) {
      action.run((Vcpu) cpu);
    }
  }

  private static final class Ending extends Operation {
    private final Transfer transfer;
    private final int end;
    private final long mask;

    Ending(Transfer transfer, int end, long mask) {
      this.transfer = transfer;
      this.end = end;
      this.mask = mask;
    }

    @Override
    public void execute(VcpuState cpu) {
      transfer.run((Vcpu) cpu, cpu.rip + end & mask);
    }
  }
}
