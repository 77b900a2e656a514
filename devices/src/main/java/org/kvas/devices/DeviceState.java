package org.kvas.devices;

/**
 * The plain data of one device at a point between two guest instructions; a record with components
 * that are primitives, arrays of them, or other records.
 *
 * <p>Times in it are on the scale of {@link VirtualClock#now()}, so a restored machine restores its
 * clock first.
 */
public interface DeviceState {
  /** Changes whenever the record's components change their number, order or meaning. */
  default int version() {
    return 1;
  }
}
