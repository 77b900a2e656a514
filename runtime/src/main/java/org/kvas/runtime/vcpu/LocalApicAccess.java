package org.kvas.runtime.vcpu;

/**
 * The local APIC as its own processor reaches it without memory: CR8 and model-specific registers.
 * SDM Vol. 3A, 10.4, 10.8.6, 10.12.
 */
public interface LocalApicAccess {
  /** No APIC: CPUID says so, IA32_APIC_BASE does not exist, CR8 reads 0. */
  LocalApicAccess NONE = new AbsentLocalApic();

  /** IA32_APIC_BASE. */
  long base();

  void setBase(long value);

  /** CR8: the task-priority register's bits 7 to 4. */
  int taskPriority();

  void setTaskPriority(int value);

  /** IA32_TSC_DEADLINE, 0 when disarmed. */
  long deadline();

  /**
   * @param tsc on the scale of {@link Vcpu#tsc()}
   */
  void setDeadline(long tsc);

  /**
   * Reads a register in x2APIC mode; #GP(0) where it does not exist or the mode is another.
   *
   * @param register MSR number, 0x800 to 0x8ff
   */
  long read(int register);

  void write(int register, long value);
}
