package org.kvas.runtime.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.semantics.sse.Mxcsr;

/**
 * The same vectors through translated code, which may leave the instruction to the interpreter only
 * where an exception could be raised.
 */
class TranslatedSseVectorsTest extends SseVectorsTest {
  private static final Set<Mnemonic> NOT_LOWERED =
      EnumSet.of(
          Mnemonic.MASKMOVQ,
          Mnemonic.MASKMOVDQU,
          Mnemonic.INSERTPS,
          Mnemonic.DPPS,
          Mnemonic.DPPD,
          Mnemonic.HADDPS,
          Mnemonic.HSUBPS,
          Mnemonic.ADDSUBPS,
          Mnemonic.CVTPI2PS,
          Mnemonic.CVTPI2PD,
          Mnemonic.CVTPS2PI,
          Mnemonic.CVTPD2PI,
          Mnemonic.CVTTPS2PI,
          Mnemonic.CVTTPD2PI,
          Mnemonic.PCMPESTRI,
          Mnemonic.PCMPESTRM,
          Mnemonic.PCMPISTRI,
          Mnemonic.PCMPISTRM,
          Mnemonic.PHMINPOSUW,
          Mnemonic.MPSADBW);

  @Override
  Operation operation(Instruction instruction) {
    RegionOperation region = RegionOperation.of(instruction, MODE, this::interpreted);
    assertThat(region.isLowered()).isEqualTo(!NOT_LOWERED.contains(instruction.mnemonic()));
    boolean mayRaise = instruction.mnemonic().family() == Family.SSE_FLOAT;
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
