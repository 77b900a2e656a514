package org.kvas.conformance.suites;

import org.kvas.translator.state.VcpuState;

/** Registers alone: a computation on them that asks for memory fails the test. */
final class BareState extends VcpuState {
  @Override
  protected long loadSlow(long address, int size) {
    throw touches(address);
  }

  @Override
  protected void storeSlow(long address, int size, long value) {
    throw touches(address);
  }

  @Override
  protected void checkSlow(long address, int size, boolean write) {
    throw touches(address);
  }

  private static AssertionError touches(long address) {
    return new AssertionError("arithmetic on registers touches memory at %#x".formatted(address));
  }
}
