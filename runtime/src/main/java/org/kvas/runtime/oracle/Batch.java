package org.kvas.runtime.oracle;

import java.util.ArrayList;
import java.util.List;

/** Tests that are executed in one go: one instruction after the other, from many states each. */
final class Batch {
  /**
   * @param first record
   */
  record Group(TestInstruction test, int first, int count) {}

  final int first;
  final List<Group> groups = new ArrayList<>();
  private int end;

  Batch(int first) {
    this.first = first;
    this.end = first;
  }

  void clear() {
    groups.clear();
    end = first;
  }

  int count() {
    return end - first;
  }

  int room() {
    return first + SharedArea.BATCH - end;
  }

  Group add(TestInstruction test, int count) {
    Group group = new Group(test, end, count);
    groups.add(group);
    end += count;
    return group;
  }
}
