package org.kvas.runtime.oracle;

import org.kvas.translator.state.VcpuState;

/**
 * In what processors differ that each do what their own manuals say.
 *
 * @param isAmd AMD's architecture, or Hygon's, which is the same
 * @param keepsPointers whether the x87 pointers to the last instruction and its operand are there
 *     without a pending exception: AMD's processors save zeros then
 */
record HostTraits(boolean isAmd, boolean keepsPointers) {
  /** As Kvas models it. */
  static final HostTraits INTEL = new HostTraits(false, true);

  /**
   * Flags that tests may begin with or load: with AC set, AMD's processors check the alignment of
   * operands that Intel's leave out, and before other faults. SDM Vol. 3A, 6.15, interrupt 17; APM
   * Vol. 2, 8.2.18.
   */
  int settableFlags() {
    return isAmd ? ~VcpuState.AC : -1;
  }
}
