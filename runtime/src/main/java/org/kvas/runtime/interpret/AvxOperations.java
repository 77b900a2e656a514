package org.kvas.runtime.interpret;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Instruction;

/** VEX-encoded vector instructions: AVX, AVX2, FMA, F16C. None has semantics yet: #UD. */
public final class AvxOperations implements OperationFamily {
  /** The families served. */
  public static final Set<Family> FAMILIES = Set.of(Family.AVX);

  @Override
  public Operation create(Instruction instruction, int mode, int offset) {
    @Nullable Operation refusal = AvxAvailability.refusal(mode);
    return refusal != null ? refusal : new Undefined();
  }

  private static final class Undefined extends Operation {
    @Override
    public void execute(VcpuState cpu) {
      throw GuestFault.invalidOpcode();
    }
  }
}
