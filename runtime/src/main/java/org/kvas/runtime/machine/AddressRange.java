package org.kvas.runtime.machine;

/**
 * Linear addresses.
 *
 * @param last inclusive; both are unsigned
 */
public record AddressRange(long first, long last) {
  public boolean contains(long address) {
    return Long.compareUnsigned(address, first) >= 0 && Long.compareUnsigned(address, last) <= 0;
  }
}
