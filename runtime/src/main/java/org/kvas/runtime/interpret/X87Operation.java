package org.kvas.runtime.interpret;

import static org.kvas.translator.x86.semantics.x87.StatusWord.ERROR_SUMMARY;

import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.state.X87State;

/**
 * A waiting x87 instruction that is no control instruction: it reports a pending exception first
 * and leaves its address behind. SDM Vol. 1, 8.1.8 and 8.6.
 */
abstract class X87Operation extends Operation {
  private final int offset;

  /**
   * @param offset the instruction's distance from {@code rip} at execution
   */
  X87Operation(int offset) {
    this.offset = offset;
  }

  @Override
  public final void execute(VcpuState cpu) {
    X87State x87 = cpu.x87;
    if ((x87.status & ERROR_SUMMARY) != 0) {
      X87Exceptions.report(cpu);
    }
    run(cpu, x87);
    x87.instructionPointer = cpu.rip + offset;
    if ((x87.status & ERROR_SUMMARY) != 0) {
      x87.opcode = X87Exceptions.opcodeAt(cpu, cpu.rip + offset);
    }
  }

  abstract void run(VcpuState cpu, X87State x87);
}
