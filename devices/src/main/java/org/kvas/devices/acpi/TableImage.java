package org.kvas.devices.acpi;

/**
 * Bytes to be in guest memory before the guest starts.
 *
 * @param address guest-physical
 */
public record TableImage(long address, byte[] bytes) {}
