package org.kvas.runtime.vcpu;

/** An engine that can stop after a given number of instructions. */
public interface BoundedEngine extends Engine {
  /**
   * As {@link #run(Vcpu)}, but completes {@code instructions} instructions at most, as {@link
   * Vcpu#instructions} counts them. Translated code is exact in counting mode only.
   */
  void run(Vcpu vcpu, long instructions);

  /**
   * Instructions of bounded runs that translated code in counting mode has completed, the rest
   * being interpreted.
   */
  default long translated() {
    return 0;
  }
}
