package org.kvas.runtime.lockstep;

import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.translator.state.GuestFault;

/** Something that reached the processors, or that they did, beyond their registers and memory. */
sealed interface OutsideEvent {
  /** What a processor reaches. */
  enum Target {
    PORT,
    DEVICE,
    LOCAL_APIC,
    CLOCK,
    RANDOM
  }

  /** An access that was done: what it read or wrote. */
  record Access(Target target, boolean write, long address, int size, long value)
      implements OutsideEvent {
    boolean matches(Access other) {
      return target == other.target
          && write == other.write
          && address == other.address
          && size == other.size
          && (!write || value == other.value);
    }

    @Override
    public String toString() {
      return "%s of %d bytes at %s 0x%x: 0x%x"
          .formatted(
              write ? "write" : "read",
              size,
              target.name().toLowerCase(java.util.Locale.ROOT),
              address,
              value);
    }
  }

  /** An access that raised an exception. */
  record Refusal(Access access, GuestFault fault) implements OutsideEvent {}

  /** A device wrote to memory. */
  record BusMasterWrite(long address, byte[] bytes) implements OutsideEvent {}

  /** The chipset changed what lies where. */
  record Remap(AddressSpace.Layout layout) implements OutsideEvent {}
}
