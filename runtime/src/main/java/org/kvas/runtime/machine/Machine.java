package org.kvas.runtime.machine;

/** A machine that was put together and is off. */
public interface Machine extends MachineControl {
  /** Runs the machine on the calling thread until it ends. */
  MachineExit run();
}
