package org.kvas.runtime.interpret;

import java.util.Set;
import org.kvas.translator.state.Operation;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Instruction;

/**
 * MMX and SSE to SSE4.2: data instructions. FXSAVE, LDMXCSR and their like are in family
 * STATE_SAVE, EMMS with the x87.
 */
public final class SseOperations implements OperationFamily {
  /** The families served. */
  public static final Set<Family> FAMILIES =
      Set.of(Family.SSE_MOVE, Family.SSE_FLOAT, Family.SSE_INTEGER, Family.SSE_CRYPTOGRAPHY);

  private final OperationFamily moves = new SseMoves();
  private final OperationFamily floats = new SseFloats();
  private final OperationFamily integers = new PackedIntegers();
  private final OperationFamily cryptography = new SseCryptography();

  @Override
  public Operation create(Instruction instruction, int mode, int offset) {
    OperationFamily family =
        switch (instruction.mnemonic().family()) {
          case SSE_MOVE -> moves;
          case SSE_FLOAT -> floats;
          case SSE_CRYPTOGRAPHY -> cryptography;
          default -> integers;
        };
    return family.create(instruction, mode, offset);
  }
}
