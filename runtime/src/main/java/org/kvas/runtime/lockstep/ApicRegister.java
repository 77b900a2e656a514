package org.kvas.runtime.lockstep;

/**
 * Numbers, beside those of x2APIC registers, under which the record knows what {@code
 * LocalApicAccess} reaches.
 */
final class ApicRegister {
  /** IA32_APIC_BASE. */
  static final int BASE = 0x1b;

  /** IA32_TSC_DEADLINE. */
  static final int DEADLINE = 0x6e0;

  /** CR8. */
  static final int TASK_PRIORITY = 8;

  private ApicRegister() {}
}
