package org.kvas.runtime.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.RegionCode;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.translate.CodeSource;
import org.kvas.translator.translate.OperationFactory;
import org.kvas.translator.translate.RegionPlan;
import org.kvas.translator.translate.RegionTranslator;
import org.kvas.translator.x86.decode.Instruction;

/**
 * One instruction translated; where the region leaves in front of it, the interpreter's operation
 * does it, as in a run.
 */
final class RegionOperation extends Operation {
  /** Its registers in place, and in locals: in turn. */
  private final RegionCode[] codes;

  private int turn;
  private final Operation interpreted;
  private final boolean lowered;
  private boolean left;

  private RegionOperation(RegionCode[] codes, Operation interpreted, boolean lowered) {
    this.codes = codes;
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
    RegionTranslator translator = new RegionTranslator(noting, 10, false);
    RegionPlan plan = translator.plan(alone(instruction), 0, mode);
    assertThat(plan).isNotNull();
    RegionCode[] codes = new RegionCode[2];
    for (int i = 0; i < codes.length; i++) {
      var translation = translator.translate(plan.inPlace(i == 0), "one instruction");
      assertThat(translation).isNotNull();
      codes[i] = translation.code();
    }
    return new RegionOperation(codes, operations.create(instruction, mode), !called.get());
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
      public boolean isTranslated(long address) {
        return false;
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
    turn ^= 1;
    codes[turn].run(cpu, 0);
    left = cpu.rip == start;
    cpu.rip = start;
    if (left) {
      interpreted.execute(cpu);
    }
  }
}
