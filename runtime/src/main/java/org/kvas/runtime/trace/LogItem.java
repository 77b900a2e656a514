package org.kvas.runtime.trace;

/** What {@code kvas run -d} can log. */
public enum LogItem {
  /** Guest code, the first time it is executed. */
  IN_ASM,

  /** Each block or region entered. */
  EXEC,

  /** The registers before each block or region. */
  CPU,

  /** Interrupts and exceptions. */
  INT
}
