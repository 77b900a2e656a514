package org.kvas.runtime.interpret;

import org.kvas.translator.x86.semantics.x87.FpuContext;

/** A function of one 80-bit value: the significand of the result, the rest in the context. */
@FunctionalInterface
interface X87UnaryFunction {
  long apply(FpuContext context, int signExponent, long significand);
}
