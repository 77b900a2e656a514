package org.kvas.runtime.profile;

import org.jspecify.annotations.Nullable;
import org.kvas.translator.x86.decode.Mnemonic;

/** Why the plain course of guest code was left for the trap layer or a device. */
public enum ExitReason {
  EXCEPTION("exceptions but page faults"),
  PAGE_FAULT("page faults"),
  INTERRUPT("interrupts"),
  SOFTWARE_INTERRUPT("INT n"),
  SYSTEM_CALL("SYSCALL, SYSENTER"),
  INTERRUPT_RETURN("IRET"),
  HALT("HLT, MWAIT"),
  PORT("port I/O"),
  DEVICE_MEMORY("device memory"),
  CONTROL_REGISTER("control registers"),
  MODEL_SPECIFIC_REGISTER("RDMSR, WRMSR"),
  TRANSLATION_FLUSH("INVLPG, INVPCID"),
  INQUIRY("CPUID"),
  CLOCK("RDTSC");

  private final String label;

  ExitReason(String label) {
    this.label = label;
  }

  /** For a person. */
  public String label() {
    return label;
  }

  /** What executing an instruction counts as, null for nothing. */
  public static @Nullable ExitReason of(Mnemonic mnemonic) {
    return switch (mnemonic) {
      case IN, OUT, INS, OUTS -> PORT;
      case HLT, MWAIT -> HALT;
      case SYSCALL, SYSENTER -> SYSTEM_CALL;
      case IRET -> INTERRUPT_RETURN;
      case MOV_CR, CLTS, LMSW, XSETBV -> CONTROL_REGISTER;
      case RDMSR, WRMSR -> MODEL_SPECIFIC_REGISTER;
      case INVLPG, INVPCID -> TRANSLATION_FLUSH;
      case CPUID -> INQUIRY;
      case RDTSC, RDTSCP -> CLOCK;
      default -> null;
    };
  }
}
