package org.kvas.benchmarks.guest;

import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/**
 * A 64-bit program that goes {@link #ROUNDS} times round its loop, leaves a checksum in RAX and
 * halts. It starts in ring 0 with a stack, registers zero.
 */
public abstract class GuestLoop {
  /** Even, so that whatever alternates ends as it began. */
  public static final int ROUNDS = 10_000;

  /** Writes the program. */
  abstract void program(Assembler a);

  /** What RAX must be in the end, computed on the host. */
  abstract long checksum();

  /**
   * Writes the handler of page faults; RIP and so on are on the stack, above the error code.
   *
   * @param handler to be bound where the handler begins
   */
  void pageFaultHandler(Assembler a, Label handler) {
    a.bind(handler).ud2();
  }
}
