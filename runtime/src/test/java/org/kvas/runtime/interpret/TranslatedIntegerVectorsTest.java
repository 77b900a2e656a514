package org.kvas.runtime.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.kvas.translator.state.Operation;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;

/** The vectors of {@link IntegerVectorsTest} with each instruction translated. */
class TranslatedIntegerVectorsTest extends IntegerVectorsTest {
  /** Nothing but a call of the interpreter's operation, in any form, is not worth a region here. */
  private static final Set<Family> LOWERED =
      EnumSet.of(
          Family.BINARY_ALU,
          Family.UNARY_ALU,
          Family.SHIFT,
          Family.DOUBLE_SHIFT,
          Family.MULTIPLY_DIVIDE,
          Family.MOVE,
          Family.CONVERT,
          Family.CONDITIONAL,
          Family.BIT,
          Family.ATOMIC,
          Family.FLAG);

  private static final Set<Mnemonic> ALWAYS_LOWERED =
      EnumSet.of(
          Mnemonic.ANDN,
          Mnemonic.BEXTR,
          Mnemonic.BLSI,
          Mnemonic.BLSMSK,
          Mnemonic.BLSR,
          Mnemonic.BZHI,
          Mnemonic.PDEP,
          Mnemonic.PEXT,
          Mnemonic.RORX,
          Mnemonic.SARX,
          Mnemonic.SHLX,
          Mnemonic.SHRX,
          Mnemonic.MULX,
          Mnemonic.ADCX,
          Mnemonic.ADOX,
          Mnemonic.MOVBE,
          Mnemonic.TZCNT,
          Mnemonic.LZCNT,
          Mnemonic.POPCNT,
          Mnemonic.CRC32);

  @Override
  Operation operation(Instruction instruction) {
    if (!LOWERED.contains(instruction.mnemonic().family())) {
      return super.operation(instruction);
    }
    RegionOperation region =
        RegionOperation.of(instruction, MODE, (each, mode) -> operations.create(each, mode, 0));
    if (ALWAYS_LOWERED.contains(instruction.mnemonic())) {
      assertThat(region.isLowered()).isTrue();
    }
    return region;
  }
}
