package org.kvas.runtime.lockstep;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.trap.TripleFault;
import org.kvas.runtime.vcpu.Engine;
import org.kvas.runtime.vcpu.LocalApicAccess;
import org.kvas.runtime.vcpu.SteppedEngine;
import org.kvas.runtime.vcpu.Vcpu;

/**
 * Runs the translator on the machine and lets the interpreter follow: both processors are compared
 * after a region that completes a few dozen instructions, before each interrupt, and whenever the
 * machine gets its thread back. Interrupts and NMIs reach both at the same instruction.
 *
 * <p>Repeated string instructions are not interrupted half-way, since a replay could not stop at
 * the same element. What a debugger writes to memory is not seen.
 */
final class LockstepEngine implements Engine {
  /** Instructions that the leader completes, at least, between two comparisons. */
  private static final int STRIDE = 32;

  /** Instructions after which a loop leaves its region to be compared, about. */
  private static final int LONGEST = 1_000;

  /**
   * Nanoseconds between comparisons of all memory: what the leader alone wrote is found no sooner.
   */
  private static final long SWEEP = 10_000_000_000L;

  private final SteppedEngine engine;
  private final Lockstep lockstep;
  private final Trail trail = new Trail();
  private ProcessorState leaderState = new ProcessorState();
  private ProcessorState agreed = new ProcessorState();
  private ProcessorState replayState = new ProcessorState();
  private long agreedInstructions;
  private long agreedExceptions;
  private @Nullable Replay replay;
  private @Nullable LeaderTraps traps;
  private boolean bothDied;
  private boolean waking;

  LockstepEngine(SteppedEngine engine, Lockstep lockstep) {
    this.engine = engine;
    this.lockstep = lockstep;
  }

  @Override
  public void run(Vcpu leader) {
    Replay follower = replay == null ? start(leader) : replay;
    takeOver(leader, follower);
    OutsideRecord record = lockstep.machine().record;
    record.setOpen(true);
    try {
      lead(leader, follower);
    } catch (TripleFault fault) {
      requireTripleFault(leader, follower);
      throw fault;
    } finally {
      leader.instructionLimit = Long.MAX_VALUE;
      record.setOpen(false);
    }
    agree(leader, follower);
    lockstep.sweepIfDue(SWEEP);
  }

  private void lead(Vcpu leader, Replay follower) {
    do {
      if (leader.instructions - agreedInstructions >= STRIDE) {
        agree(leader, follower);
      }
      leader.instructionLimit = agreedInstructions + LONGEST;
      trail.enter(leader);
    } while (engine.advance(leader, STRIDE));
  }

  /** From here on the processor has a twin, with memory as it is now. */
  private Replay start(Vcpu leader) {
    ReplayMachine machine = lockstep.machine();
    OutsideRecord record = machine.record;
    Replay made = new Replay(leader, leader.trapPolicy, machine, lockstep.engines());
    replay = made;
    traps = new LeaderTraps(leader, made);
    leader.trapPolicy = traps;
    leader.wholeStrings = true;
    leader.ports = new RecordingPorts(leader.ports, record);
    var clock = leader.clock;
    leader.clock = () -> record.read(OutsideEvent.Target.CLOCK, 0, 8, clock);
    var random = leader.random;
    leader.random = () -> record.read(OutsideEvent.Target.RANDOM, 0, 8, random);
    leader.apic =
        leader.apic == LocalApicAccess.NONE
            ? LocalApicAccess.NONE
            : new RecordingApic(leader.apic, record);
    return made;
  }

  /**
   * What happened to the leader while it did not run (a reset, a debugger) happens to the replay.
   */
  private void takeOver(Vcpu leader, Replay follower) {
    leaderState.capture(leader);
    if (!leaderState.matches(agreed)) {
      leaderState.restore(follower.vcpu);
      follower.policy.count = exceptions();
      keepAsAgreed();
    }
  }

  private void keepAsAgreed() {
    ProcessorState former = agreed;
    agreed = leaderState;
    leaderState = former;
    agreedInstructions = agreed.instructions();
    agreedExceptions = exceptions();
  }

  private long exceptions() {
    return traps == null ? 0 : traps.count;
  }

  /** The replay comes to where the leader is, and both are compared. */
  private void agree(Vcpu leader, Replay follower) {
    ReplayMachine machine = lockstep.machine();
    try {
      follower.follow(leader.instructions + exceptions());
      follower.vcpu.halted &= !waking;
      machine.record.finish();
    } catch (Divergence divergence) {
      throw difference(leader, follower, divergence.getMessage());
    } catch (TripleFault fault) {
      throw difference(leader, follower, "the interpreter dies: " + fault.getMessage());
    }
    leaderState.capture(leader);
    replayState.capture(follower.vcpu);
    int store = machine.firstDifferentStore();
    if (store >= 0) {
      throw difference(leader, follower, machine.memoryLine(machine.stores.host(store)));
    }
    if (!leaderState.matches(replayState)) {
      throw difference(leader, follower, "registers differ");
    }
    keepAsAgreed();
    machine.stores.clear();
    trail.clear();
  }

  private LockstepDifference difference(Vcpu leader, Replay follower, @Nullable String what) {
    leaderState.capture(leader);
    replayState.capture(follower.vcpu);
    var report = new DifferenceReport(lockstep.machine(), follower, trail);
    report.headline(leader.id, leader.instructions, String.valueOf(what));
    report.registers(leaderState, replayState);
    report.code(agreed, agreedExceptions, leader.instructions + exceptions());
    return new LockstepDifference(report.text());
  }

  private void requireTripleFault(Vcpu leader, Replay follower) {
    if (!bothDied) {
      try {
        follower.follow(leader.instructions + exceptions());
      } catch (TripleFault same) {
        return;
      } catch (Divergence divergence) {
        throw difference(leader, follower, divergence.getMessage());
      }
      throw difference(
          leader, follower, "the translator dies by a triple fault, the interpreter goes on");
    }
  }

  @Override
  public void verify() {
    lockstep.sweep();
  }

  @Override
  public void close() {
    engine.close();
    if (replay != null) {
      replay.close();
      replay = null;
    }
    lockstep.close();
  }

  /** Delivers to both what interrupts the leader, at an instruction where they agree. */
  private final class LeaderTraps extends CountedExceptions {
    private final Replay follower;

    LeaderTraps(Vcpu leader, Replay follower) {
      super(leader.trapPolicy);
      this.follower = follower;
    }

    @Override
    public void externalInterrupt(Vcpu cpu, int vector) {
      both(cpu, twin -> policy.externalInterrupt(twin, vector));
    }

    @Override
    public void nonMaskableInterrupt(Vcpu cpu) {
      both(cpu, policy::nonMaskableInterrupt);
    }

    private void both(Vcpu leader, Consumer<Vcpu> delivery) {
      waking = true; // the leader has left HLT already
      agree(leader, follower);
      waking = false;
      try {
        delivery.accept(leader);
      } catch (TripleFault fault) {
        bothDied = dies(delivery);
        throw fault;
      }
      if (dies(delivery)) {
        throw difference(
            leader, follower, "the interpreter dies by a triple fault at an interrupt");
      }
    }

    private boolean dies(Consumer<Vcpu> delivery) {
      try {
        delivery.accept(follower.vcpu);
        return false;
      } catch (TripleFault fault) {
        return true;
      }
    }
  }
}
