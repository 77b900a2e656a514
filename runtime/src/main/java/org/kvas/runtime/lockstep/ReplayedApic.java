package org.kvas.runtime.lockstep;

import org.kvas.runtime.lockstep.OutsideEvent.Target;
import org.kvas.runtime.vcpu.LocalApicAccess;

/** The replay's local APIC. */
record ReplayedApic(OutsideRecord record) implements LocalApicAccess {
  private long replay(boolean write, int register, int size, long value) {
    return record.replay(Target.LOCAL_APIC, write, register, size, value);
  }

  @Override
  public long base() {
    return replay(false, ApicRegister.BASE, 8, 0);
  }

  @Override
  public void setBase(long value) {
    replay(true, ApicRegister.BASE, 8, value);
  }

  @Override
  public int taskPriority() {
    return (int) replay(false, ApicRegister.TASK_PRIORITY, 4, 0);
  }

  @Override
  public void setTaskPriority(int value) {
    replay(true, ApicRegister.TASK_PRIORITY, 4, value);
  }

  @Override
  public long deadline() {
    return replay(false, ApicRegister.DEADLINE, 8, 0);
  }

  @Override
  public void setDeadline(long tsc) {
    replay(true, ApicRegister.DEADLINE, 8, tsc);
  }

  @Override
  public long read(int register) {
    return replay(false, register, 8, 0);
  }

  @Override
  public void write(int register, long value) {
    replay(true, register, 8, value);
  }
}
