package org.kvas.runtime.vcpu;

/**
 * I/O ports as the processor sees them. Sizes are 1, 2 or 4 bytes; a port nobody answers reads
 * ones.
 */
public interface PortBus {
  int read(int port, int size);

  void write(int port, int size, int value);
}
