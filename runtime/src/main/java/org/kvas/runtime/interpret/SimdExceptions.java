package org.kvas.runtime.interpret;

import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.semantics.sse.Mxcsr;

/**
 * Packed floating-point instructions with an unmasked exception: all elements are looked at before
 * any result is written. SDM Vol. 1, 11.5.2.
 */
final class SimdExceptions {
  private SimdExceptions() {}

  /** Computes one element, setting MXCSR's flags or throwing what is unmasked. */
  @FunctionalInterface
  interface Element {
    long compute();
  }

  /**
   * Throws #XM (or #UD) if an element raises an unmasked exception, with the flags of all elements
   * set; else leaves MXCSR alone.
   */
  static void check(VcpuState cpu, Element... elements) {
    int before = cpu.mxcsr;
    int raised = 0;
    for (Element element : elements) {
      cpu.mxcsr = before & ~Mxcsr.FLAGS;
      try {
        element.compute();
      } catch (GuestFault unmasked) {
        // its flag is set
      }
      raised |= cpu.mxcsr & Mxcsr.FLAGS;
    }
    cpu.mxcsr = before;
    if ((raised & ~(before >>> Mxcsr.MASK_SHIFT)) != 0) {
      Mxcsr.raise(cpu, raised);
    }
  }
}
