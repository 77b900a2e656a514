package org.kvas.conformance.engines;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kvas.conformance.engines.Duel.Difference;
import org.kvas.conformance.engines.GuestImage.Step;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Disassembler;
import org.kvas.translator.x86.decode.Instruction;

/**
 * Makes a short story of a difference: as few instructions as still show it, the others turned into
 * NOPs.
 */
final class Reproducer {
  private static final int NOP = 0x90;
  private static final int LONGEST = 15;
  private static final int MOST_TOLD = 60;

  private final Duel duel;
  private final GuestImage image;
  private final RandomCode code;

  /** An executed instruction. */
  private record Executed(long rip, long position, byte[] bytes) {}

  Reproducer(Duel duel, GuestImage image, RandomCode code) {
    this.duel = duel;
    this.image = image;
    this.code = code;
  }

  String report(Difference found) {
    List<Step> steps = new ArrayList<>(image.steps.subList(0, found.step() + 1));
    Difference difference = found;
    List<Step> shorter = shorten(steps);
    difference = again(shorter, difference);
    silence(shorter);
    shorter = shorten(shorter);
    difference = again(shorter, difference);
    return image + "\n" + trace(shorter) + "  " + difference.text();
  }

  private Difference again(List<Step> steps, Difference otherwise) {
    @Nullable Difference difference = duel.difference(image, steps);
    return difference == null ? otherwise : difference;
  }

  /** As few instructions in the last step as show a difference. */
  private List<Step> shorten(List<Step> steps) {
    List<Step> best = steps;
    Step last = steps.getLast();
    int low = 1;
    int high = last.instructions();
    while (low < high) {
      int middle = (low + high) / 2;
      List<Step> candidate = new ArrayList<>(steps);
      candidate.set(steps.size() - 1, new Step(middle, last.event()));
      if (duel.difference(image, candidate) != null) {
        best = candidate;
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return best;
  }

  /** Turns instructions into NOPs as long as a difference stays. */
  private void silence(List<Step> steps) {
    Map<Long, Executed> distinct = new LinkedHashMap<>();
    for (Executed executed : executed(steps)) {
      distinct.put(executed.position, executed);
    }
    List<Executed> candidates = new ArrayList<>(distinct.values());
    for (int size = Math.max(1, candidates.size() / 2); size >= 1; size /= 2) {
      for (int from = 0; from < candidates.size(); from += size) {
        silence(steps, candidates.subList(from, Math.min(from + size, candidates.size())));
      }
    }
  }

  private void silence(List<Step> steps, List<Executed> some) {
    byte[] before = image.memory.clone();
    for (Executed executed : some) {
      int from = (int) executed.position;
      Arrays.fill(image.memory, from, from + executed.bytes.length, (byte) NOP);
    }
    if (duel.difference(image, steps) == null) {
      System.arraycopy(before, 0, image.memory, 0, before.length);
    }
  }

  private List<Executed> executed(List<Step> steps) {
    List<Executed> all = new ArrayList<>();
    try (GuestMachine machine = duel.interpreter(image)) {
      for (Step step : steps) {
        for (int i = 0; i < step.instructions(); i++) {
          long position = machine.position();
          if (position >= 0 && position < GuestImage.MEMORY - LONGEST) {
            byte[] bytes = new byte[LONGEST];
            machine.ram().read(position, bytes, 0, LONGEST);
            Instruction instruction = code.decoder().decode(bytes, 0, LONGEST, code.codeBits());
            int length = instruction == Decoder.TOO_LONG ? LONGEST : instruction.length();
            all.add(new Executed(machine.vcpu.rip, position, Arrays.copyOf(bytes, length)));
          }
          machine.run(1);
        }
        machine.happens(step.event());
      }
    }
    return all;
  }

  private String trace(List<Step> steps) {
    StringBuilder text = new StringBuilder();
    List<Executed> all = executed(steps);
    all.removeIf(executed -> executed.bytes.length == 1 && executed.bytes[0] == (byte) NOP);
    for (Executed executed : all.subList(Math.max(0, all.size() - MOST_TOLD), all.size())) {
      Instruction instruction =
          code.decoder().decode(executed.bytes, 0, executed.bytes.length, code.codeBits());
      text.append(
          "  %6x @%5x  %-24s %s%n"
              .formatted(
                  executed.rip,
                  executed.position,
                  HexFormat.of().formatHex(executed.bytes),
                  new Disassembler().disassemble(instruction, executed.rip)));
    }
    return text.toString();
  }
}
