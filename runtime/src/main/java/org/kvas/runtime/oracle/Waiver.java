package org.kvas.runtime.oracle;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;

/**
 * Something that the architecture leaves open.
 *
 * @param section of the SDM that leaves it open
 */
record Waiver(Predicate<Instruction> which, Effect effect, String section) {
  /** Makes equal in two results what may differ: {@code a} is the host's. */
  interface Effect {
    void equalize(Instruction instruction, MemorySegment a, MemorySegment b);
  }

  /** The same for every instruction. */
  interface CommonEffect {
    void equalize(MemorySegment a, MemorySegment b);
  }

  static Waiver common(Predicate<Instruction> which, CommonEffect effect, String section) {
    return new Waiver(which, (_, a, b) -> effect.equalize(a, b), section);
  }

  static Predicate<Instruction> of(Mnemonic... mnemonics) {
    Set<Mnemonic> set = EnumSet.copyOf(Arrays.asList(mnemonics));
    return instruction -> set.contains(instruction.mnemonic());
  }

  static boolean isPageFault(MemorySegment record) {
    return vector(record) == GuestFault.PF;
  }

  static long vector(MemorySegment record) {
    return record.get(JAVA_LONG_UNALIGNED, StateRecord.VECTOR);
  }

  static void copyFlags(MemorySegment from, MemorySegment to, long mask) {
    long rest = to.get(JAVA_LONG_UNALIGNED, StateRecord.RFLAGS) & ~mask;
    long flags = from.get(JAVA_LONG_UNALIGNED, StateRecord.RFLAGS) & mask;
    to.set(JAVA_LONG_UNALIGNED, StateRecord.RFLAGS, rest | flags);
  }

  static void copy(MemorySegment from, MemorySegment to, int offset, int bytes) {
    MemorySegment.copy(from, offset, to, offset, bytes);
  }
}
