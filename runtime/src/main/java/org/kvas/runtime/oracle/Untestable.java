package org.kvas.runtime.oracle;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;

/** Instructions whose results are not a matter of the processor alone. */
final class Untestable {
  private static final String TIME = "gives a different value each time";
  private static final String MODEL = "describes the model";
  private static final String KERNEL = "is emulated by Linux where UMIP is on";
  private static final String ESCAPE = "calls the kernel or the hypervisor";

  private final Map<Mnemonic, String> reasons = new EnumMap<>(Mnemonic.class);

  Untestable() {
    because(TIME, "RDTSC", "RDTSCP", "RDPMC", "RDRAND", "RDSEED", "RDPID");
    because(MODEL, "CPUID", "XGETBV");
    because(KERNEL, "SGDT", "SIDT", "SLDT", "STR", "SMSW");
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

  /** INT 80h is a system call. */
  boolean includes(Instruction instruction) {
    return reasons.containsKey(instruction.mnemonic())
        || instruction.mnemonic() == Mnemonic.INT
            && instruction.operand(0) instanceof Operand.Immediate vector
            && vector.value() == 0x80;
  }
}
