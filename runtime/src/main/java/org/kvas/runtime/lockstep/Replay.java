package org.kvas.runtime.lockstep;

import org.kvas.runtime.mmu.SoftwareMmu;
import org.kvas.runtime.trap.TrapPolicy;
import org.kvas.runtime.vcpu.Engines;
import org.kvas.runtime.vcpu.LocalApicAccess;
import org.kvas.runtime.vcpu.SteppedEngine;
import org.kvas.runtime.vcpu.Vcpu;

/** The interpreted twin of one processor. */
final class Replay implements AutoCloseable {
  final Vcpu vcpu;
  final SoftwareMmu mmu;
  final CountedExceptions policy;
  private final SteppedEngine engine;

  Replay(Vcpu leader, TrapPolicy policy, ReplayMachine machine, Engines engines) {
    OutsideRecord record = machine.record;
    mmu = new SoftwareMmu(machine.space, machine.codePages, machine.stores);
    vcpu = new Vcpu(leader.id, leader.model, mmu, new ReplayedPorts(record));
    mmu.attach(vcpu);
    vcpu.clock = () -> record.replay(OutsideEvent.Target.CLOCK, false, 0, 8, 0);
    vcpu.random = () -> record.replay(OutsideEvent.Target.RANDOM, false, 0, 8, 0);
    vcpu.apic =
        leader.apic == LocalApicAccess.NONE ? LocalApicAccess.NONE : new ReplayedApic(record);
    vcpu.processorCount = leader.processorCount;
    this.policy = new CountedExceptions(policy);
    vcpu.trapPolicy = this.policy;
    engine = engines.interpreter(vcpu, mmu, machine.space, machine.codePages);
  }

  /** Instructions completed and exceptions delivered: where it is. */
  long position() {
    return vcpu.instructions + policy.count;
  }

  /** Goes on to a position. */
  void follow(long position) {
    while (position() < position) {
      step(position - position());
    }
    if (position() != position) {
      throw new Divergence(
          "the interpreter went beyond: %d instructions and exceptions too many"
              .formatted(position() - position));
    }
  }

  /** Executes a block, or at most so many instructions of it. */
  void step(long most) {
    if (!engine.advance(vcpu, most)) {
      throw new Divergence("the interpreter has halted and the translator goes on");
    }
  }

  @Override
  public void close() {
    mmu.close();
  }
}
