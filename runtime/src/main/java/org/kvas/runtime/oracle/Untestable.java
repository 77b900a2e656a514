package org.kvas.runtime.oracle;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;

/** Instructions whose results are not a matter of the processor alone. */
final class Untestable {
  private static final String TIME = "gives a different value each time";
  private static final String MODEL = "describes the model";
  private static final String KERNEL = "is emulated by Linux where UMIP is on";
  private static final String KEYS = "is there where Linux uses protection keys, on its own memory";
  private static final String ESCAPE = "calls the kernel or the hypervisor";

  private static final Set<Mnemonic> COMPONENTS =
      EnumSet.of(Mnemonic.XSAVE, Mnemonic.XSAVEOPT, Mnemonic.XSAVEC, Mnemonic.XRSTOR);

  private final Map<Mnemonic, String> reasons = new EnumMap<>(Mnemonic.class);
  private final HostTraits host;

  Untestable(HostTraits host) {
    this.host = host;
    because(TIME, "RDTSC", "RDTSCP", "RDPMC", "RDRAND", "RDSEED", "RDPID");
    because(MODEL, "CPUID", "XGETBV");
    because(KERNEL, "SGDT", "SIDT", "SLDT", "STR", "SMSW");
    because(KEYS, "RDPKRU", "WRPKRU");
    because(ESCAPE, "SYSCALL", "SYSENTER", "VMCALL", "VMMCALL");
  }

  /** Mnemonics that are not there yet are nobody's concern. */
  private void because(String reason, String... names) {
    for (String name : names) {
      for (Mnemonic mnemonic : Mnemonic.values()) {
        if (mnemonic.name().equals(name)) {
          reasons.put(mnemonic, reason);
        }
      }
    }
  }

  /** Why a mnemonic is left out, or null. */
  @Nullable String reason(Mnemonic mnemonic) {
    return reasons.get(mnemonic);
  }

  boolean includes(TestInstruction test) {
    Instruction instruction = test.decoded();
    return reasons.containsKey(instruction.mnemonic())
        || host.difference(test) != null
        || isSystemCall(instruction)
        || addressesByComponents(instruction);
  }

  private static boolean isSystemCall(Instruction instruction) {
    return instruction.mnemonic() == Mnemonic.INT
        && instruction.operand(0) instanceof Operand.Immediate vector
        && vector.value() == 0x80;
  }

  /** XSAVE and its like take from EDX:EAX which components of the state are meant. */
  private static boolean addressesByComponents(Instruction instruction) {
    return COMPONENTS.contains(instruction.mnemonic())
        && instruction.operand(0) instanceof Operand.Memory memory
        && (isComponentMask(memory.base()) || isComponentMask(memory.index()));
  }

  private static boolean isComponentMask(int register) {
    return register == VcpuState.RAX || register == VcpuState.RDX;
  }
}
