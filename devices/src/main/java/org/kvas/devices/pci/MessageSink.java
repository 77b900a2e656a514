package org.kvas.devices.pci;

/** Takes message signalled interrupts: 32-bit writes to the local APICs' address range. */
@FunctionalInterface
public interface MessageSink {
  void message(long address, int data);
}
