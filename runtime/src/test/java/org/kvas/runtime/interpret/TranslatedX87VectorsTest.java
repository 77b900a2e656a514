package org.kvas.runtime.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.kvas.translator.state.Operation;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;

/**
 * The same vectors through translated code, which leaves an instruction to the interpreter where an
 * exception is unmasked or the stack is not as expected.
 */
class TranslatedX87VectorsTest extends X87VectorsTest {
  private static final Set<Mnemonic> NOT_LOWERED =
      EnumSet.of(
          Mnemonic.FBLD,
          Mnemonic.FBSTP,
          Mnemonic.FLDPI,
          Mnemonic.FLDL2E,
          Mnemonic.FLDL2T,
          Mnemonic.FLDLG2,
          Mnemonic.FLDLN2,
          Mnemonic.FXAM,
          Mnemonic.FFREE,
          Mnemonic.FFREEP,
          Mnemonic.FSTPNCE,
          Mnemonic.FINCSTP,
          Mnemonic.FDECSTP,
          Mnemonic.FXTRACT,
          Mnemonic.FSCALE,
          Mnemonic.FPREM,
          Mnemonic.FPREM1,
          Mnemonic.F2XM1,
          Mnemonic.FYL2X,
          Mnemonic.FYL2XP1,
          Mnemonic.FPTAN,
          Mnemonic.FPATAN,
          Mnemonic.FSIN,
          Mnemonic.FCOS,
          Mnemonic.FSINCOS,
          Mnemonic.FNCLEX,
          Mnemonic.FNINIT,
          Mnemonic.FNSTENV,
          Mnemonic.FLDENV,
          Mnemonic.FNSAVE,
          Mnemonic.FRSTOR);

  private final X87Operations operations = new X87Operations();
  private final Map<Instruction, RegionOperation> regions = new HashMap<>();

  @Override
  Operation operation(Instruction instruction) {
    return regions.computeIfAbsent(instruction, this::region);
  }

  private RegionOperation region(Instruction instruction) {
    RegionOperation region =
        RegionOperation.of(instruction, MODE, (each, mode) -> operations.create(each, mode, 0));
    assertThat(region.isLowered())
        .as(instruction.toString())
        .isEqualTo(!NOT_LOWERED.contains(instruction.mnemonic()));
    return region;
  }
}
