package org.kvas.runtime.lockstep;

import org.jspecify.annotations.Nullable;
import org.kvas.runtime.cache.CodePages;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.SoftwareMmu;
import org.kvas.runtime.vcpu.Engine;
import org.kvas.runtime.vcpu.Engines;
import org.kvas.runtime.vcpu.SteppedEngine;
import org.kvas.runtime.vcpu.Vcpu;

/**
 * Lockstep for the processors of one machine, which take turns on one thread. Another address space
 * is another machine: the same one after a reset.
 */
public final class Lockstep {
  private final Engines engines;
  private final Leaders leaders;
  private @Nullable AddressSpace leaderSpace;
  private @Nullable ReplayMachine machine;
  private long lastSweep = System.nanoTime();

  /** Makes the engine that is checked. */
  @FunctionalInterface
  public interface Leaders {
    SteppedEngine engine(Vcpu vcpu, SoftwareMmu mmu, AddressSpace space, CodePages codePages);
  }

  public Lockstep(Engines engines, Leaders leaders) {
    this.engines = engines;
    this.leaders = leaders;
  }

  /** The engine of one processor. */
  public Engine engine(Vcpu vcpu, SoftwareMmu mmu, AddressSpace space, CodePages codePages) {
    if (leaderSpace != space) {
      close();
      leaderSpace = space;
    }
    return new LockstepEngine(leaders.engine(vcpu, mmu, space, codePages), this);
  }

  Engines engines() {
    return engines;
  }

  /** Made when the first processor starts: memory is loaded by then. */
  ReplayMachine machine() {
    if (machine == null) {
      if (leaderSpace == null) {
        throw new IllegalStateException("no processor");
      }
      machine = new ReplayMachine(leaderSpace);
    }
    return machine;
  }

  void sweepIfDue(long interval) {
    if (System.nanoTime() - lastSweep > interval) {
      sweep();
    }
  }

  /** Compares all of memory. */
  void sweep() {
    if (machine != null) {
      String difference = machine.memoryDifference();
      if (difference != null) {
        throw new LockstepDifference(
            "the translator wrote what the interpreter did not, in the last %d ms; %s"
                .formatted((System.nanoTime() - lastSweep) / 1_000_000, difference));
      }
    }
    lastSweep = System.nanoTime();
  }

  void close() {
    if (machine != null) {
      machine.close();
      machine = null;
    }
  }
}
