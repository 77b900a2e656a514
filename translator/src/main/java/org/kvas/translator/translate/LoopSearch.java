package org.kvas.translator.translate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;

/** Looks for cycles in a region's control flow: loops and recursion, as far as it knows targets. */
final class LoopSearch {
  private final RegionPlan plan;
  private final Map<Integer, PlannedBlock> blocks = new HashMap<>();

  /** Offsets of blocks: true while on the path from the root. */
  private final Map<Integer, Boolean> visited = new HashMap<>();

  /** A block on the path, and those of its successors that remain. */
  private record Step(int offset, Iterator<Integer> successors) {}

  LoopSearch(RegionPlan plan) {
    this.plan = plan;
    plan.blocks().forEach(block -> blocks.put(block.offset(), block));
  }

  boolean found() {
    return plan.blocks().stream().anyMatch(root -> foundFrom(root.offset()));
  }

  private boolean foundFrom(int root) {
    Deque<Step> path = new ArrayDeque<>();
    enter(root, path);
    while (!path.isEmpty()) {
      Step step = path.element();
      if (!step.successors.hasNext()) {
        visited.put(step.offset, false);
        path.pop();
        continue;
      }
      int next = step.successors.next();
      if (visited.getOrDefault(next, false)) {
        return true;
      }
      enter(next, path);
    }
    return false;
  }

  private void enter(int offset, Deque<Step> path) {
    PlannedBlock block = blocks.get(offset);
    if (block != null && visited.putIfAbsent(offset, true) == null) {
      path.push(new Step(offset, successors(block).iterator()));
    }
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
