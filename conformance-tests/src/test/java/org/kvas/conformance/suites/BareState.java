package org.kvas.conformance.suites;

import org.kvas.translator.state.VcpuState;

/** Registers alone: what computations that touch no memory work on. */
final class BareState extends VcpuState {
  @Override
  protected long loadSlow(long address, int size) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void storeSlow(long address, int size, long value) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void checkSlow(long address, int size, boolean write) {
    throw new UnsupportedOperationException();
  }
}
