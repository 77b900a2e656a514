package org.kvas.runtime.machine;

import java.nio.file.Path;

/** A device asked for with {@code -device}. */
public sealed interface ExtraDevice {
  /** {@code isa-debug-exit}: a write ends the machine with the status {@code (value << 1) | 1}. */
  record DebugExit(int ioBase, int ioSize) implements ExtraDevice {}

  /** {@code port-log}: every byte written to the port goes to the file, unbuffered. */
  record PortLog(int ioBase, Path file) implements ExtraDevice {}

  /** {@code pc-testdev}: QEMU's test device for unit-test kernels. */
  record TestDevice() implements ExtraDevice {}
}
