package org.kvas.runtime.vcpu;

/** An engine that goes on piece by piece. */
public interface SteppedEngine extends BoundedEngine {
  /**
   * Attends to what is pending and executes one block, the part of it that {@code most} allows, or,
   * where there is one, its translated region, which no limit holds. An instruction that raises an
   * exception ends it, with the exception delivered.
   *
   * @param most instructions to complete, at least 1
   * @return false where {@link #run(Vcpu)} would have returned
   */
  boolean advance(Vcpu vcpu, long most);
}
