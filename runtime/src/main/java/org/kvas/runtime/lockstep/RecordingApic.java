package org.kvas.runtime.lockstep;

import org.kvas.runtime.lockstep.OutsideEvent.Target;
import org.kvas.runtime.vcpu.LocalApicAccess;

/** The leader's local APIC. */
record RecordingApic(LocalApicAccess apic, OutsideRecord record) implements LocalApicAccess {
  @Override
  public long base() {
    return record.read(Target.LOCAL_APIC, ApicRegister.BASE, 8, apic::base);
  }

  @Override
  public void setBase(long value) {
    record.write(Target.LOCAL_APIC, ApicRegister.BASE, 8, value, () -> apic.setBase(value));
  }

  @Override
  public int taskPriority() {
    return (int) record.read(Target.LOCAL_APIC, ApicRegister.TASK_PRIORITY, 4, apic::taskPriority);
  }

  @Override
  public void setTaskPriority(int value) {
    record.write(
        Target.LOCAL_APIC, ApicRegister.TASK_PRIORITY, 4, value, () -> apic.setTaskPriority(value));
  }

  @Override
  public long deadline() {
    return record.read(Target.LOCAL_APIC, ApicRegister.DEADLINE, 8, apic::deadline);
  }

  @Override
  public void setDeadline(long tsc) {
    record.write(Target.LOCAL_APIC, ApicRegister.DEADLINE, 8, tsc, () -> apic.setDeadline(tsc));
  }

  @Override
  public long read(int register) {
    return record.read(Target.LOCAL_APIC, register, 8, () -> apic.read(register));
  }

  @Override
  public void write(int register, long value) {
    record.write(Target.LOCAL_APIC, register, 8, value, () -> apic.write(register, value));
  }
}
