package org.kvas.runtime.trace;

/** What {@code kvas run -d} can log. */
public enum LogItem {
  /** Guest code, the first time it is executed. */
  IN_ASM,

  /** Each block or region entered. */
  EXEC,

  /** Interrupts and exceptions. */
  INT
}
