package org.kvas.runtime.interpret;

import org.kvas.translator.state.VcpuState;
import org.kvas.translator.state.X87State;
import org.kvas.translator.x86.semantics.x87.FpuContext;

/**
 * ST(destination) = ST(destination) op ST(source), and a pop where asked for: two-operand
 * arithmetic, FSCALE, FPREM, FYL2X, FPATAN.
 */
final class X87RegisterArithmetic extends X87Operation {
  private final X87BinaryFunction function;
  private final int destination;
  private final int source;
  private final boolean pops;

  X87RegisterArithmetic(
      X87BinaryFunction function, int destination, int source, boolean pops, int offset) {
    super(offset);
    this.function = function;
    this.destination = destination;
    this.source = source;
    this.pops = pops;
  }

  @Override
  void run(VcpuState cpu, X87State x87) {
    int d = x87.top + destination & 7;
    int s = x87.top + source & 7;
    if ((x87.empty >>> d & 1 | x87.empty >>> s & 1) != 0) {
      if (!x87.stackFault(0)) {
        return;
      }
      x87.setIndefinite(destination);
    } else {
      FpuContext c = x87.context.begin(x87.control);
      long result =
          function.apply(
              c, x87.signExponent[d], x87.significand[d], x87.signExponent[s], x87.significand[s]);
      if (!x87.conclude()) {
        return;
      }
      x87.significand[d] = result;
      x87.signExponent[d] = c.signExponent;
    }
    if (pops) {
      x87.pop();
    }
  }
}
