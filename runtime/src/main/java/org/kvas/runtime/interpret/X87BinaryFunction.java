package org.kvas.runtime.interpret;

import org.kvas.translator.x86.semantics.x87.FpuContext;

/** A function of two 80-bit values: the significand of the result, the rest in the context. */
@FunctionalInterface
interface X87BinaryFunction {
  long apply(FpuContext context, int signExponentA, long a, int signExponentB, long b);
}
