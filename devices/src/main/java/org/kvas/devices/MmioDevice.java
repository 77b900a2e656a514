package org.kvas.devices;

/**
 * A device behind memory addresses. Sizes are 1, 2, 4 or 8 bytes; offsets count from the first byte
 * it is mapped at.
 */
public interface MmioDevice {
  /** The value read, zero-extended. */
  long read(long offset, int size);

  void write(long offset, int size, long value);
}
