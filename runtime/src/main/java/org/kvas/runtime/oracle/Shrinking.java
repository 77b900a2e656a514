package org.kvas.runtime.oracle;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.kvas.runtime.oracle.Comparison.Difference;

/** Makes the state that a mismatch starts from as plain as it can be. */
final class Shrinking {
  private final NativeProcessor host;
  private final EmulatedProcessor emulated;
  private final Comparison comparison;
  private final TestInstruction test;
  private final MemorySegment state;
  private final MemorySegment plain = MemorySegment.ofArray(new byte[StateRecord.SIZE]);

  /**
   * @param host has nothing else to do
   * @param emulated has the instruction in place
   */
  Shrinking(
      NativeProcessor host,
      EmulatedProcessor emulated,
      Comparison comparison,
      TestInstruction test,
      MemorySegment initial) {
    this.host = host;
    this.emulated = emulated;
    this.comparison = comparison;
    this.test = test;
    state = host.test(SharedArea.SINGLE);
    state.copyFrom(initial);
    StateMaker.makePlain(plain, test.decoded().codeBits());
  }

  /** Gives the differences that are left. */
  List<Difference> shrink(List<Difference> found) throws IOException {
    List<Difference> best = differences();
    if (best.isEmpty()) {
      return found; // depends on the tests before it
    }
    List<StateField> fields = new ArrayList<>(StateField.memory());
    fields.addAll(StateField.registers());
    for (StateField field : fields) {
      if (field.differs(state, plain)) {
        best = without(field, best);
      }
    }
    return best;
  }

  private List<Difference> without(StateField field, List<Difference> before) throws IOException {
    MemorySegment kept = MemorySegment.ofArray(new byte[field.bytes()]);
    MemorySegment.copy(state, field.offset(), kept, 0, field.bytes());
    MemorySegment.copy(plain, field.offset(), state, field.offset(), field.bytes());
    List<Difference> after = differences();
    if (kinds(after).equals(kinds(before))) {
      return after;
    }
    MemorySegment.copy(kept, 0, state, field.offset(), field.bytes());
    return before;
  }

  private static List<String> kinds(List<Difference> differences) {
    return differences.stream().map(difference -> difference.field().kind()).distinct().toList();
  }

  /** What is different when both do it now. */
  List<Difference> differences() throws IOException {
    host.start(SharedArea.SINGLE, 1);
    host.await();
    emulated.run(state);
    return comparison.differences(test, host.result(SharedArea.SINGLE), emulated.result());
  }

  MemorySegment state() {
    return state;
  }
}
