package org.kvas.runtime.machine;

/** How a machine ended. */
public sealed interface MachineExit {
  /** The status of the process {@code kvas run}. */
  int status();

  /** The guest powered off, or the user ended the machine. */
  record PoweredOff() implements MachineExit {
    @Override
    public int status() {
      return 0;
    }
  }

  /** The guest asked for a reset and the machine was told not to. */
  record ResetRefused() implements MachineExit {
    @Override
    public int status() {
      return 0;
    }
  }

  /** The guest cannot go on: a triple fault, or the monitor stopped it. */
  record Died(String reason) implements MachineExit {
    @Override
    public int status() {
      return 4;
    }
  }

  /** The two engines disagreed. */
  record LockstepDifference(String report) implements MachineExit {
    @Override
    public int status() {
      return 6;
    }
  }

  /** The guest wrote to {@code isa-debug-exit}. */
  record DebugExit(int value) implements MachineExit {
    @Override
    public int status() {
      return (value << 1 | 1) & 0xff;
    }
  }
}
