package org.kvas.runtime.lockstep;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.trap.TripleFault;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Disassembler;
import org.kvas.translator.x86.decode.Instruction;

/**
 * What differs, and the code since the engines last agreed, executed once more by the interpreter
 * instruction by instruction.
 */
final class DifferenceReport {
  private static final int MOST_INSTRUCTIONS = 100;
  private static final int LONGEST_INSTRUCTION = 15;

  private final StringBuilder text = new StringBuilder();
  private final ReplayMachine machine;
  private final Replay replay;
  private final Trail trail;
  private final List<String> names;
  private final Decoder decoder;
  private final Disassembler disassembler = new Disassembler();

  DifferenceReport(ReplayMachine machine, Replay replay, Trail trail) {
    this.machine = machine;
    this.replay = replay;
    this.trail = trail;
    this.names = ProcessorState.names(replay.vcpu);
    this.decoder = new Decoder(replay.vcpu.model.features());
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
    String instruction = "0x%x: %s".formatted(vcpu.rip, instruction(vcpu));
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

  private String instruction(Vcpu vcpu) {
    int codeBits = ExecutionMode.codeBits(vcpu.mode);
    long linear = codeBits == 64 ? vcpu.rip : vcpu.segmentBase[Vcpu.CS] + vcpu.rip & 0xffff_ffffL;
    byte[] bytes = new byte[LONGEST_INSTRUCTION];
    int length = 0;
    while (length < bytes.length) {
      long physical = replay.mmu.probe(linear + length);
      if (physical < 0) {
        break;
      }
      bytes[length++] = (byte) machine.space.read(physical, 1);
    }
    @Nullable Instruction decoded = length == 0 ? null : decoder.decode(bytes, 0, length, codeBits);
    return decoded == null || decoded == Decoder.TRUNCATED || decoded == Decoder.TOO_LONG
        ? "?"
        : disassembler.disassemble(decoded, vcpu.rip);
  }
}
