package org.kvas.translator.translate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;

/** Which block of a region control may go to from which, as far as targets are known. */
final class ControlGraph {
  private final RegionPlan plan;
  private final Map<Integer, PlannedBlock> blocks = new HashMap<>();

  /** A block on a path, and those of its successors that remain. */
  private record Step(int offset, Iterator<Integer> successors) {}

  ControlGraph(RegionPlan plan) {
    this.plan = plan;
    plan.blocks().forEach(block -> blocks.put(block.offset(), block));
  }

  /** Whether there is a loop, or a recursion. */
  boolean hasCycle() {
    Map<Integer, Boolean> onPath = new HashMap<>();
    return plan.blocks().stream().anyMatch(root -> hasCycleBehind(root.offset(), onPath));
  }

  private boolean hasCycleBehind(int root, Map<Integer, Boolean> onPath) {
    Deque<Step> path = new ArrayDeque<>();
    enter(root, path, onPath);
    while (!path.isEmpty()) {
      Step step = path.element();
      if (!step.successors.hasNext()) {
        onPath.put(step.offset, false);
        path.pop();
        continue;
      }
      int next = step.successors.next();
      if (onPath.getOrDefault(next, false)) {
        return true;
      }
      enter(next, path, onPath);
    }
    return false;
  }

  private void enter(int offset, Deque<Step> path, Map<Integer, Boolean> onPath) {
    PlannedBlock block = blocks.get(offset);
    if (block != null && onPath.putIfAbsent(offset, true) == null) {
      path.push(new Step(offset, successors(block).iterator()));
    }
  }

  /** The blocks nearest to the head, with so many instructions at most: the last may be cut. */
  SortedMap<Integer, PlannedBlock> first(int instructions) {
    SortedMap<Integer, PlannedBlock> found = new TreeMap<>();
    Deque<Integer> work = new ArrayDeque<>(List.of(0));
    int remaining = instructions;
    while (!work.isEmpty() && remaining > 0) {
      PlannedBlock block = blocks.get(work.remove());
      if (block != null && !found.containsKey(block.offset())) {
        found.put(block.offset(), block.upTo(remaining));
        remaining -= block.instructions().size();
        work.addAll(successors(block));
      }
    }
    return found;
  }

  /** The blocks that control may come from directly, by where it goes. */
  Map<Integer, Set<Integer>> predecessors() {
    Map<Integer, Set<Integer>> predecessors = new HashMap<>();
    for (PlannedBlock block : plan.blocks()) {
      for (int next : successors(block)) {
        predecessors.computeIfAbsent(next, _ -> new HashSet<>()).add(block.offset());
      }
    }
    return predecessors;
  }

  /** Where control may go, a call's return included; returns themselves go out. */
  private List<Integer> successors(PlannedBlock block) {
    Instruction last = block.last();
    List<Integer> next = new ArrayList<>();
    boolean leaves = BlockEnd.leaves(last);
    boolean direct = leaves && !last.operands().isEmpty();
    if (direct && last.operand(0) instanceof Operand.Relative relative) {
      next.add((int) (block.end() + relative.displacement()));
    } else if (leaves) {
      int lastOffset = block.offsets()[block.instructions().size() - 1];
      for (int target : plan.indirectTargets().getOrDefault(lastOffset, new int[0])) {
        next.add(target);
      }
    }
    if (last.mnemonic() != Mnemonic.JMP && last.mnemonic() != Mnemonic.RET) {
      next.add(block.end());
    }
    return next;
  }
}
