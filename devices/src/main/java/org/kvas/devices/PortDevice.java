package org.kvas.devices;

/**
 * A device behind I/O ports. Sizes are 1, 2 or 4 bytes; offsets count from the first port it is
 * mapped at.
 */
public interface PortDevice {
  /** The value read, zero-extended. */
  int read(int offset, int size);

  void write(int offset, int size, int value);
}
