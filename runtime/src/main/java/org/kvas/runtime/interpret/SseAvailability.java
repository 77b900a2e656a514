package org.kvas.runtime.interpret;

import org.jspecify.annotations.Nullable;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.sse.Mmx;
import org.kvas.translator.x86.semantics.x87.StatusWord;

/**
 * Control register checks before MMX and SSE instructions, and the x87 state change that MMX makes.
 * SDM Vol. 3A, 12.1 and 13.1.
 */
final class SseAvailability {
  private static final long CR0_EM = 1 << 2;
  private static final long CR0_TS = 1 << 3;
  private static final long CR4_OSFXSR = 1 << 9;

  private static final Operation NO_SSE = new Unavailable(true);
  private static final Operation NO_MMX = new Unavailable(false);

  private static final HiddenCopy MMX_TRANSITION =
      new HiddenCopy(MmxTransition.class, Operation.class, boolean.class);

  private SseAvailability() {}

  /** What the instruction is while the mode forbids it; null where it does not. */
  static @Nullable Operation refusal(Instruction instruction, int mode) {
    if (isSse(instruction)) {
      return (mode & ExecutionMode.SSE_ENABLED) == 0 ? NO_SSE : null;
    }
    return (mode & ExecutionMode.FPU_ENABLED) == 0 ? NO_MMX : null;
  }

  /** {@code operation}, as an MMX instruction if it has an MMX operand. */
  static Operation asMmxIfSo(Instruction instruction, Operation operation) {
    return hasOperand(instruction, Operand.Mmx.class)
        ? MMX_TRANSITION.create(operation, isStore(instruction))
        : operation;
  }

  private static boolean isStore(Instruction instruction) {
    return instruction.operand(0) instanceof Operand.Memory
        || instruction.mnemonic() == Mnemonic.MASKMOVQ;
  }

  /**
   * Instructions between MMX registers and memory or general registers do not ask for CR4.OSFXSR,
   * conversions apart.
   */
  private static boolean isSse(Instruction instruction) {
    return instruction.mnemonic().family() == Family.SSE_FLOAT
        || hasOperand(instruction, Operand.Vector.class);
  }

  private static boolean hasOperand(Instruction instruction, Class<? extends Operand> kind) {
    return instruction.operands().stream().anyMatch(kind::isInstance);
  }

  private static final class Unavailable extends Operation {
    private final boolean sse;

    Unavailable(boolean sse) {
      this.sse = sse;
    }

    @Override
    public void execute(VcpuState cpu) {
      Vcpu vcpu = (Vcpu) cpu;
      if ((vcpu.cr0 & CR0_EM) != 0 || sse && (vcpu.cr4 & CR4_OSFXSR) == 0) {
        throw GuestFault.invalidOpcode();
      }
      throw new GuestFault((vcpu.cr0 & CR0_TS) != 0 ? GuestFault.NM : GuestFault.UD, -1);
    }
  }

  /**
   * Reports a pending x87 exception first, takes the x87 registers over last. As Intel's processors
   * do, an unmasked exception comes after that, and a store that faults has set TOP.
   */
  static final class MmxTransition extends Operation {
    private final Operation operation;
    private final boolean store;

    MmxTransition(Operation operation, boolean store) {
      this.operation = operation;
      this.store = store;
    }

    @Override
    public void execute(VcpuState cpu) {
      if ((cpu.x87.status & StatusWord.ERROR_SUMMARY) != 0) {
        X87Exceptions.report(cpu);
      }
      try {
        operation.execute(cpu);
      } catch (GuestFault fault) {
        if (fault.vector() == GuestFault.XM) {
          Mmx.enter(cpu);
        } else if (store) {
          cpu.x87.top = 0;
        }
        throw fault;
      }
      Mmx.enter(cpu);
    }
  }
}
