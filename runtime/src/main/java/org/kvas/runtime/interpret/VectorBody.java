package org.kvas.runtime.interpret;

import org.kvas.translator.state.VcpuState;

/** What an instruction does once its source operand is read. */
@FunctionalInterface
interface VectorBody {
  /**
   * @param destination the first operand: index of an XMM register's lane 0 in {@link
   *     VcpuState#vector}, number of an MMX or general register
   * @param low the source's low quadword, zero-extended where it is narrower
   * @param high the source's high quadword; undefined for sources of less than 16 bytes
   */
  void apply(VcpuState cpu, int destination, long low, long high);
}
