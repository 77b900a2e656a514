package org.kvas.translator.translate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which operation has set the flags where a block begins: known where control comes only from
 * blocks that are emitted before it and all end with the same. Comparisons are often followed by
 * more than one jump.
 */
final class KnownFlags {
  private final Map<Integer, Set<Integer>> predecessors;

  /** Blocks where control may come from elsewhere, too. */
  private final Set<Integer> open;

  /** By the offsets of blocks that have been emitted. */
  private final Map<Integer, Integer> atEnd = new HashMap<>();

  KnownFlags(RegionPlan plan) {
    this.predecessors = new ControlGraph(plan).predecessors();
    this.open = new HashSet<>(plan.entries());
    for (int behindCall : plan.returns()) {
      open.add(behindCall);
    }
  }

  /** The operation, or {@link FlagLocals#UNKNOWN}. */
  int atStart(int offset) {
    Set<Integer> from = predecessors.getOrDefault(offset, Set.of());
    if (open.contains(offset) || from.isEmpty()) {
      return FlagLocals.UNKNOWN;
    }
    List<Integer> operations =
        from.stream()
            .map(block -> atEnd.getOrDefault(block, FlagLocals.UNKNOWN))
            .distinct()
            .toList();
    return operations.size() == 1 ? operations.getFirst() : FlagLocals.UNKNOWN;
  }

  /** A block has been emitted. */
  void endsWith(int offset, int operation) {
    atEnd.put(offset, operation);
  }
}
