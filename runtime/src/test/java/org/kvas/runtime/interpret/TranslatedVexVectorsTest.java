package org.kvas.runtime.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.FusedMultiplyForm;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.semantics.sse.Mxcsr;

/**
 * The same vectors through translated code, which may leave the instruction to the interpreter only
 * where an exception could be raised.
 */
class TranslatedVexVectorsTest extends VexVectorsTest {
  private static final Set<Mnemonic> NOT_LOWERED =
      EnumSet.of(
          Mnemonic.MASKMOVDQU,
          Mnemonic.INSERTPS,
          Mnemonic.DPPS,
          Mnemonic.DPPD,
          Mnemonic.HADDPS,
          Mnemonic.HSUBPS,
          Mnemonic.ADDSUBPS,
          Mnemonic.PCMPESTRI,
          Mnemonic.PCMPESTRM,
          Mnemonic.PCMPISTRI,
          Mnemonic.PCMPISTRM,
          Mnemonic.PHMINPOSUW,
          Mnemonic.MPSADBW,
          Mnemonic.VZEROALL,
          Mnemonic.VMASKMOVPS,
          Mnemonic.VMASKMOVPD,
          Mnemonic.VPMASKMOVD,
          Mnemonic.VPMASKMOVQ,
          Mnemonic.VPGATHERDD,
          Mnemonic.VPGATHERDQ,
          Mnemonic.VPGATHERQD,
          Mnemonic.VPGATHERQQ,
          Mnemonic.VGATHERDPS,
          Mnemonic.VGATHERDPD,
          Mnemonic.VGATHERQPS,
          Mnemonic.VGATHERQPD,
          Mnemonic.VCVTPH2PS,
          Mnemonic.VCVTPS2PH);

  @Override
  Operation operation(Instruction instruction) {
    RegionOperation region = RegionOperation.of(instruction, MODE, this::interpreted);
    Mnemonic mnemonic = instruction.mnemonic();
    boolean lowered =
        mnemonic.family() != Family.SSE_CRYPTOGRAPHY && !NOT_LOWERED.contains(mnemonic);
    assertThat(region.isLowered()).isEqualTo(lowered);
    boolean mayRaise =
        mnemonic.family() == Family.SSE_FLOAT || FusedMultiplyForm.isFusedMultiply(mnemonic);
    return new Operation() {
      @Override
      public void execute(VcpuState cpu) {
        boolean masked = Mxcsr.allMasked(cpu);
        region.execute(cpu);
        assertThat(region.left()).isEqualTo(region.isLowered() && mayRaise && !masked);
      }
    };
  }
}
