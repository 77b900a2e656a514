package org.kvas.runtime.cputest;

/** Which engine runs the tests. */
public enum TestEngine {
  INTERPRETER,

  /** Every instruction is translated before it is executed. */
  TRANSLATOR,

  /** One after the other, compared. */
  BOTH
}
