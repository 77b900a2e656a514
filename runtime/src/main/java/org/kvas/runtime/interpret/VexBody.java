package org.kvas.runtime.interpret;

import org.kvas.translator.state.VcpuState;

/** What a VEX-encoded instruction does once its last source operand is read. */
@FunctionalInterface
interface VexBody {
  /**
   * @param destination the first operand: index of a register's quadword 0 in {@link
   *     VcpuState#vector}, or number of a general register
   * @param first the same of the second of three operands; of the destination where there are two
   * @param q0 the last source's lowest quadword, zero-extended where it is narrower; quadwords that
   *     the source does not have are undefined
   */
  void apply(VcpuState cpu, int destination, int first, long q0, long q1, long q2, long q3);
}
