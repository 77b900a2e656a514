package org.kvas.translator.translate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;

/**
 * Finds the instructions of a region: follows branches, calls and seen indirect targets from the
 * head, as far as code has run and the size allows.
 */
final class RegionScanner {
  /** Farthest an instruction may lie from the head, in bytes. */
  private static final int REACH = 1 << 20;

  /** Code that ran this many times less often than the head stays outside. */
  private static final int COLDER = 64;

  /** Instructions that are made again rather than jumped to, where a return is the last. */
  private static final int LONGEST_TAIL = 10;

  /** Most targets of one indirect branch. */
  private static final int MOST_TARGETS = 24;

  private final CodeSource source;
  private final long head;
  private final int mode;
  private final int limit;
  private final int coolest;

  /** Whether code that is translated already stays outside. */
  private final boolean inPlace;

  private final TreeMap<Integer, Instruction> found = new TreeMap<>();
  private final TreeSet<Integer> leaders = new TreeSet<>();
  private final TreeSet<Integer> entries = new TreeSet<>();
  private final Map<Integer, int[]> indirect = new HashMap<>();

  /** Hottest first, so that the size never cuts a loop for the sake of what lies around it. */
  private final PriorityQueue<Pending> work =
      new PriorityQueue<>(
          Comparator.comparingInt(Pending::heat).reversed().thenComparingInt(Pending::order));

  private int lowest;
  private int highest;
  private boolean narrow;

  /** Code that is to be followed. */
  private record Pending(int offset, int heat, int order) {}

  private RegionScanner(CodeSource source, long head, int mode, int limit, boolean inPlace) {
    this.inPlace = inPlace;
    this.source = source;
    this.head = head;
    this.mode = mode;
    this.limit = limit;
    this.coolest = Math.max(1, source.heat(head) / COLDER);
  }

  /**
   * @param limit most instructions
   * @return null where not even the head can be translated
   */
  static @Nullable RegionPlan scan(CodeSource source, long head, int mode, int limit) {
    RegionPlan plan = new RegionScanner(source, head, mode, limit, false).scan();
    return plan == null || new ControlGraph(plan).hasCycle()
        ? plan
        : new RegionScanner(source, head, mode, limit, true).scan();
  }

  private @Nullable RegionPlan scan() {
    entries.add(0);
    reach(0);
    Pending next;
    while ((next = work.poll()) != null) {
      follow(next.offset);
    }
    return found.containsKey(0) ? plan() : null;
  }

  private void reach(int offset) {
    if (leaders.add(offset) && !found.containsKey(offset)) {
      work.add(new Pending(offset, source.heat(address(offset)), leaders.size()));
    }
  }

  private void reachIfHot(int offset) {
    if (Math.abs((long) offset) < REACH
        && source.heat(address(offset)) >= coolest
        && !staysOutside(offset)) {
      reach(offset);
    }
  }

  /** Code that is translated already is not made again, but for a few instructions and a return. */
  private boolean staysOutside(int offset) {
    return inPlace && offset != 0 && source.isTranslated(address(offset)) && !isTail(offset);
  }

  private boolean isTail(int offset) {
    int at = offset;
    for (int i = 0; i < LONGEST_TAIL; i++) {
      Instruction instruction = source.instruction(address(at));
      if (instruction == null || instruction.endsBlock()) {
        return instruction != null && instruction.mnemonic() == Mnemonic.RET;
      }
      at += instruction.length();
    }
    return false;
  }

  private long address(int offset) {
    long address = head + offset;
    return ExecutionMode.codeBits(mode) == 64 ? address : address & 0xffff_ffffL;
  }

  private void follow(int start) {
    int at = start;
    while (found.size() < limit && !found.containsKey(at)) {
      if (staysOutside(at)) {
        return;
      }
      Instruction instruction = source.instruction(address(at));
      if (instruction == null) {
        return;
      }
      int next = at + instruction.length();
      if (isFar(instruction, next)) {
        return;
      }
      if (BlockEnd.isForeign(instruction)) {
        entries.add(next);
        reachIfHot(next);
        return;
      }
      found.put(at, instruction);
      extend(at);
      extend(next - 1);
      if (instruction.endsBlock()) {
        successors(instruction, at, next);
        return;
      }
      at = next;
    }
    if (found.containsKey(at)) {
      leaders.add(at);
    }
  }

  /** The target's offset is too much for an int. */
  private static boolean isFar(Instruction instruction, int next) {
    if (instruction.operands().isEmpty()
        || !(instruction.operand(0) instanceof Operand.Relative relative)) {
      return false;
    }
    long target = next + relative.displacement();
    return target != (int) target;
  }

  private void successors(Instruction instruction, int at, int next) {
    Mnemonic mnemonic = instruction.mnemonic();
    if (mnemonic.family() == Family.STRING || BlockEnd.isSystem(instruction)) {
      entries.add(next);
      reachIfHot(next);
      return;
    }
    if (mnemonic.family() != Family.BRANCH) {
      return;
    }
    if (mnemonic == Mnemonic.RET) {
      return;
    }
    if (instruction.operand(0) instanceof Operand.Relative relative) {
      int target = (int) (next + relative.displacement());
      extend(target);
      narrow |= instruction.operandSize() == 2;
      boolean conditional = mnemonic != Mnemonic.JMP && mnemonic != Mnemonic.CALL;
      if (target <= at) {
        entries.add(target);
      }
      if (conditional) {
        reachIfHot(next);
      }
      reachIfHot(target);
    } else {
      learn(at);
    }
    if (mnemonic == Mnemonic.CALL) {
      entries.add(next);
      reachIfHot(next);
    }
  }

  private void extend(int offset) {
    lowest = Math.min(lowest, offset);
    highest = Math.max(highest, offset);
  }

  private void learn(int at) {
    long[] seen = source.targets(address(at));
    int[] targets = new int[Math.min(seen.length, MOST_TARGETS)];
    int count = 0;
    for (int i = 0; i < targets.length; i++) {
      long distance = seen[i] - head;
      if (Math.abs(distance) < REACH) {
        int target = (int) distance;
        targets[count++] = target;
        if (!staysOutside(target)) {
          reach(target);
        }
        entries.add(target);
      }
    }
    indirect.put(at, Arrays.copyOf(targets, count));
  }

  private RegionPlan plan() {
    List<PlannedBlock> blocks = new ArrayList<>();
    List<Instruction> run = new ArrayList<>();
    int start = 0;
    int expected = Integer.MIN_VALUE;
    for (Map.Entry<Integer, Instruction> each : found.entrySet()) {
      int offset = each.getKey();
      if (!run.isEmpty() && (offset != expected || leaders.contains(offset))) {
        blocks.add(block(start, run));
        run = new ArrayList<>();
      }
      if (run.isEmpty()) {
        start = offset;
      }
      run.add(each.getValue());
      expected = offset + each.getValue().length();
      if (each.getValue().endsBlock()) {
        blocks.add(block(start, run));
        run = new ArrayList<>();
      }
    }
    if (!run.isEmpty()) {
      blocks.add(block(start, run));
    }
    entries.removeIf(offset -> blocks.stream().noneMatch(block -> block.offset() == offset));
    return new RegionPlan(
        head,
        mode,
        blocks,
        List.copyOf(entries),
        indirect,
        new Extent(lowest, highest, narrow),
        inPlace);
  }

  private static PlannedBlock block(int start, List<Instruction> run) {
    int[] offsets = new int[run.size() + 1];
    offsets[0] = start;
    for (int i = 0; i < run.size(); i++) {
      offsets[i + 1] = offsets[i] + run.get(i).length();
    }
    return new PlannedBlock(start, List.copyOf(run), offsets);
  }
}
