package org.kvas.runtime.oracle;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.VcpuState;

/** What came of an instruction on two processors, compared. */
final class Comparison {
  /** Both are in force after every fault. */
  private static final long NOT_COMPARED_FLAGS = VcpuState.RF;

  private static final StateField CR2 = new StateField("cr2", StateRecord.CR2, 8);

  private final List<StateField> fields = new ArrayList<>();
  private final Waivers waivers;

  /** Behind the x87 pointers if they are not compared, else at their beginning. */
  private final int afterPointers;

  Comparison(HostTraits host) {
    waivers = new Waivers(host);
    afterPointers = host.keepsPointers() ? StateRecord.FOP : StateRecord.MXCSR;
    fields.addAll(StateField.outcome());
    fields.addAll(StateField.registers());
    fields.addAll(StateField.memory());
    fields.removeIf(field -> field.offset() >= StateRecord.FOP && field.offset() < afterPointers);
  }

  /** A field with its value on both. */
  record Difference(StateField field, String on, String off) {
    @Override
    public String toString() {
      return "%s: %s, should be %s".formatted(field.name(), off, on);
    }
  }

  /** Whether the states are the same without looking closer. */
  boolean same(MemorySegment actual, MemorySegment emulated) {
    return flags(actual) == flags(emulated)
        && actual.get(JAVA_LONG_UNALIGNED, StateRecord.VECTOR)
            == emulated.get(JAVA_LONG_UNALIGNED, StateRecord.VECTOR)
        && actual.get(JAVA_LONG_UNALIGNED, StateRecord.ERROR)
            == emulated.get(JAVA_LONG_UNALIGNED, StateRecord.ERROR)
        && actual.get(JAVA_LONG_UNALIGNED, StateRecord.SELECTORS)
            == emulated.get(JAVA_LONG_UNALIGNED, StateRecord.SELECTORS)
        && actual.get(JAVA_LONG_UNALIGNED, StateRecord.DATA_SELECTORS)
            == emulated.get(JAVA_LONG_UNALIGNED, StateRecord.DATA_SELECTORS)
        && same(actual, emulated, 0, StateRecord.RFLAGS)
        && same(actual, emulated, StateRecord.FLOATS, StateRecord.FOP)
        && same(actual, emulated, afterPointers, StateRecord.MXCSR + 4)
        && same(actual, emulated, StateRecord.STACK, StateRecord.XMM + 256)
        && same(actual, emulated, StateRecord.YMM_UPPER, StateRecord.YMM_UPPER + 256)
        && same(actual, emulated, StateRecord.WINDOW, StateRecord.SIZE)
        && (!isPageFault(actual) || !CR2.differs(actual, emulated));
  }

  private static long flags(MemorySegment record) {
    return record.get(JAVA_LONG_UNALIGNED, StateRecord.RFLAGS) & ~NOT_COMPARED_FLAGS;
  }

  private static boolean isPageFault(MemorySegment record) {
    return record.get(JAVA_LONG_UNALIGNED, StateRecord.VECTOR) == GuestFault.PF;
  }

  private static boolean same(MemorySegment a, MemorySegment b, long from, long to) {
    return MemorySegment.mismatch(a, from, to, b, from, to) < 0;
  }

  /** Where they differ in what the architecture defines. */
  List<Difference> differences(TestInstruction test, MemorySegment actual, MemorySegment emulated) {
    MemorySegment a = copy(actual);
    MemorySegment b = copy(emulated);
    a.set(JAVA_LONG_UNALIGNED, StateRecord.RFLAGS, flags(actual));
    b.set(JAVA_LONG_UNALIGNED, StateRecord.RFLAGS, flags(emulated));
    waivers.apply(test.decoded(), a, b);
    List<Difference> found = new ArrayList<>();
    for (StateField field : fields) {
      if (field.differs(a, b)) {
        found.add(new Difference(field, field.text(a), field.text(b)));
      }
    }
    if (isPageFault(a) && CR2.differs(a, b)) {
      found.add(new Difference(CR2, CR2.text(a), CR2.text(b)));
    }
    return found;
  }

  private static MemorySegment copy(MemorySegment record) {
    return MemorySegment.ofArray(
        record.asSlice(0, StateRecord.SIZE).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
  }
}
