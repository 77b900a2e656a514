package org.kvas.runtime.lockstep;

import java.util.ArrayList;
import java.util.List;
import org.kvas.runtime.trace.CodeListing;
import org.kvas.runtime.trap.TripleFault;
import org.kvas.runtime.vcpu.Vcpu;

/**
 * What differs, and the code since the engines last agreed, executed once more by the interpreter
 * instruction by instruction.
 */
final class DifferenceReport {
  private static final int MOST_INSTRUCTIONS = 100;

  private final StringBuilder text = new StringBuilder();
  private final ReplayMachine machine;
  private final Replay replay;
  private final Trail trail;
  private final List<String> names;
  private final CodeListing listing;

  DifferenceReport(ReplayMachine machine, Replay replay, Trail trail) {
    this.machine = machine;
    this.replay = replay;
    this.trail = trail;
    this.names = ProcessorState.names(replay.vcpu);
    this.listing = new CodeListing(replay.vcpu, replay.mmu, machine.space);
  }

  String text() {
    return text.toString();
  }

  void headline(int processor, long instructions, String what) {
    text.append(
        "processor %d, after %d instructions: %s%n".formatted(processor, instructions, what));
  }

  void registers(ProcessorState leader, ProcessorState follower) {
    for (int i = 0; i < leader.size(); i++) {
      if (leader.word(i) != follower.word(i)) {
        text.append(
            "  %s: translator 0x%x, interpreter 0x%x%n"
                .formatted(names.get(i), leader.word(i), follower.word(i)));
      }
    }
  }

  /**
   * Takes the replay back to where the engines agreed and lists the last of what it executes up to
   * where it was, or up to what stopped it.
   */
  void code(ProcessorState agreed, long exceptions, long goal) {
    long reached = replay.position();
    text.append("blocks and regions entered by the translator since the last agreement:");
    for (long rip : trail.addresses()) {
      text.append(" 0x%x".formatted(rip));
    }
    text.append(
        "%ninstructions as the interpreter executes them, and what they change:%n".formatted());
    machine.stores.undo();
    agreed.restore(replay.vcpu);
    replay.policy.count = exceptions;
    machine.record.rewind();
    var lines = new ArrayList<String>();
    replay.follow(Math.max(replay.position(), reached - MOST_INSTRUCTIONS));
    while (replay.position() < Math.max(reached, goal) && step(lines)) {
      // lists it
    }
    lines.forEach(line -> text.append("  ").append(line).append(System.lineSeparator()));
  }

  private boolean step(List<String> lines) {
    Vcpu vcpu = replay.vcpu;
    var before = new ProcessorState();
    before.capture(vcpu);
    String instruction = listing.next();
    try {
      replay.step(1);
    } catch (Divergence | TripleFault end) {
      lines.add(instruction + "  (" + end.getMessage() + ")");
      return false;
    }
    var after = new ProcessorState();
    after.capture(vcpu);
    lines.add(instruction + changes(before, after));
    return true;
  }

  private String changes(ProcessorState before, ProcessorState after) {
    var changes = new ArrayList<String>();
    for (int i = 0; i < after.size(); i++) {
      String name = names.get(i);
      if (before.word(i) != after.word(i) && !name.equals("rip") && !name.equals("instructions")) {
        changes.add("%s=0x%x".formatted(name, after.word(i)));
      }
    }
    return changes.isEmpty() ? "" : "  ; " + String.join(" ", changes);
  }
}
