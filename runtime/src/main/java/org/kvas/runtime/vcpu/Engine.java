package org.kvas.runtime.vcpu;

/** What executes guest code. */
@FunctionalInterface
public interface Engine {
  /**
   * Runs a processor, interrupts and exceptions included, until it halts or {@link
   * Vcpu#PENDING_EVENT}, INIT or SIPI ask for the machine. Ends with the state exact, at an
   * instruction boundary.
   */
  void run(Vcpu vcpu);

  /** The machine is about to end or to be reset: the last chance to object. */
  default void verify() {
    // nothing to check
  }

  /** Gives back what the engine holds outside the Java heap. */
  default void close() {
    // nothing held
  }
}
