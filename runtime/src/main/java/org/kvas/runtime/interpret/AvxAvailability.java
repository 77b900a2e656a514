package org.kvas.runtime.interpret;

import org.jspecify.annotations.Nullable;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;

/** Control register checks before VEX-encoded vector instructions. SDM Vol. 2A, 2.4. */
final class AvxAvailability {
  private static final long CR4_OSXSAVE = 1 << 18;
  private static final long XCR0_AVX = 1 << 2;

  private static final Operation NO_AVX = new Unavailable();

  private AvxAvailability() {}

  /** What an instruction is while the mode forbids it; null where it does not. */
  static @Nullable Operation refusal(int mode) {
    return (mode & ExecutionMode.AVX_ENABLED) == 0 ? NO_AVX : null;
  }

  private static final class Unavailable extends Operation {
    @Override
    public void execute(VcpuState cpu) {
      Vcpu vcpu = (Vcpu) cpu;
      boolean enabled = (vcpu.cr4 & CR4_OSXSAVE) != 0 && (vcpu.xcr0 & XCR0_AVX) != 0;
      throw new GuestFault(enabled ? GuestFault.NM : GuestFault.UD, -1);
    }
  }
}
