package org.kvas.runtime.machine;

/** The engine that runs guest code. */
public enum Accelerator {
  /** Interprets, and translates what is hot to JVM bytecode. */
  TRANSLATOR,
  INTERPRETER,
  /** Runs both and stops at the first difference. */
  LOCKSTEP
}
