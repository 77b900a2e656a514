package org.kvas.runtime.machine;

/** The board. */
public enum MachineType {
  /** i440FX and PIIX3, as QEMU's {@code pc}. */
  PC,
  /** Q35 and ICH9, as QEMU's {@code q35}. */
  Q35,
  /** No PCI, no legacy timers; virtio over MMIO. */
  MICROVM,
  /** No hardware at all: Xen's paravirtual interface. */
  XENPV
}
