package org.kvas.runtime.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.translate.CodeSource;
import org.kvas.translator.translate.OperationFactory;
import org.kvas.translator.translate.RegionCode;
import org.kvas.translator.translate.RegionTranslator;
import org.kvas.translator.x86.decode.Instruction;

/**
 * One instruction translated; where the region leaves in front of it, the interpreter's operation
 * does it, as in a run.
 */
final class RegionOperation extends Operation {
  private final RegionCode code;
  private final Operation interpreted;
  private final boolean lowered;
  private boolean left;

  private RegionOperation(RegionCode code, Operation interpreted, boolean lowered) {
    this.code = code;
    this.interpreted = interpreted;
    this.lowered = lowered;
  }

  static RegionOperation of(Instruction instruction, int mode, OperationFactory operations) {
    AtomicBoolean called = new AtomicBoolean();
    OperationFactory noting =
        (each, inMode) -> {
          called.set(true);
          return operations.create(each, inMode);
        };
    var translation =
        new RegionTranslator(noting, 10, false).translate(alone(instruction), 0, mode);
    assertThat(translation).isNotNull();
    return new RegionOperation(
        translation.code(), operations.create(instruction, mode), !called.get());
  }

  private static CodeSource alone(Instruction instruction) {
    return new CodeSource() {
      @Override
      public @Nullable Instruction instruction(long address) {
        return address == 0 ? instruction : null;
      }

      @Override
      public int heat(long address) {
        return 0;
      }

      @Override
      public long[] targets(long branchAddress) {
        return new long[0];
      }
    };
  }

  /** Whether it is translated into more than a call of the interpreter's operation. */
  boolean isLowered() {
    return lowered;
  }

  /** Whether the last execution was the interpreter's. */
  boolean left() {
    return left;
  }

  @Override
  public void execute(VcpuState cpu) {
    long start = cpu.rip;
    code.run(cpu, 0);
    left = cpu.rip == start;
    cpu.rip = start;
    if (left) {
      interpreted.execute(cpu);
    }
  }
}
