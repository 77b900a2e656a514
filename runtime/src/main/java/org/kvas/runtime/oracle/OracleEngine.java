package org.kvas.runtime.oracle;

/** Which engines are compared with the processor. */
public enum OracleEngine {
  INTERPRETER,
  TRANSLATOR,
  BOTH
}
