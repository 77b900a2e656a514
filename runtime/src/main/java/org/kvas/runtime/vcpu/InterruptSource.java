package org.kvas.runtime.vcpu;

/** What stands at a processor's INTR pin: a local APIC, or a PIC pair where there is none. */
public interface InterruptSource {
  InterruptSource NONE =
      new InterruptSource() {
        @Override
        public boolean isPending() {
          return false;
        }

        @Override
        public int acknowledge() {
          return -1;
        }
      };

  /** Whether an unmasked interrupt waits; does not look at RFLAGS.IF. */
  boolean isPending();

  /** The INTA cycle: the vector, now in service, or -1 if the request has gone. */
  int acknowledge();
}
