package org.kvas.runtime.oracle;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.kvas.translator.x86.decode.Mnemonic.*;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.semantics.x87.StatusWord;

/** What the architecture leaves open and processors do not agree on. At most 20 rows. */
final class Waivers {
  /** Makes equal in two results what may differ. */
  private interface Effect {
    void equalize(MemorySegment a, MemorySegment b);
  }

  /**
   * @param section of the SDM that leaves it open
   */
  private record Waiver(Set<Mnemonic> mnemonics, Effect effect, String section) {}

  private static final long PAGE_MASK = -SharedArea.PAGE;

  private final List<Waiver> waivers =
      List.of(
          // newer processors note the operand's address with unmasked exceptions only
          row(family(Family.X87), Waivers::dataPointer, "Vol. 1, 8.1.8"),
          // which byte of a large operand is touched first
          row(
              set(
                  FNSAVE, FRSTOR, FNSTENV, FLDENV, FXSAVE, FXRSTOR, XSAVE, XRSTOR, XSAVEOPT,
                  XSAVEC),
              Waivers::faultAddress,
              "Vol. 3A, 4.7"),
          // the last bit, and which way it was rounded
          row(
              set(F2XM1, FYL2X, FYL2XP1, FPTAN, FPATAN, FSIN, FCOS, FSINCOS),
              Waivers::lastBit,
              "Vol. 1, 8.3.10"));

  private static Waiver row(Set<Mnemonic> mnemonics, Effect effect, String section) {
    return new Waiver(mnemonics, effect, section);
  }

  private static Set<Mnemonic> set(Mnemonic... mnemonics) {
    return EnumSet.copyOf(Arrays.asList(mnemonics));
  }

  private static Set<Mnemonic> family(Family family) {
    Set<Mnemonic> members = EnumSet.noneOf(Mnemonic.class);
    for (Mnemonic mnemonic : Mnemonic.values()) {
      if (mnemonic.family() == family) {
        members.add(mnemonic);
      }
    }
    return members;
  }

  /** Makes equal in two results of an instruction what need not be. */
  void apply(Mnemonic mnemonic, MemorySegment a, MemorySegment b) {
    for (Waiver waiver : waivers) {
      if (waiver.mnemonics.contains(mnemonic)) {
        waiver.effect.equalize(a, b);
      }
    }
  }

  private static void dataPointer(MemorySegment a, MemorySegment b) {
    b.set(JAVA_LONG_UNALIGNED, StateRecord.FDP, a.get(JAVA_LONG_UNALIGNED, StateRecord.FDP));
  }

  private static void faultAddress(MemorySegment a, MemorySegment b) {
    long first = a.get(JAVA_LONG_UNALIGNED, StateRecord.CR2);
    long second = b.get(JAVA_LONG_UNALIGNED, StateRecord.CR2);
    if (a.get(JAVA_LONG_UNALIGNED, StateRecord.VECTOR) == GuestFault.PF
        && (first & PAGE_MASK) == (second & PAGE_MASK)) {
      b.set(JAVA_LONG_UNALIGNED, StateRecord.CR2, first);
    }
  }

  private static void lastBit(MemorySegment a, MemorySegment b) {
    for (int i = 0; i < 2; i++) {
      int at = StateRecord.STACK + 16 * i;
      long first = a.get(JAVA_LONG_UNALIGNED, at);
      long second = b.get(JAVA_LONG_UNALIGNED, at);
      boolean near = Math.abs(first - second) == 1;
      if (near && !FIELD_EXPONENTS[i].differs(a, b)) {
        b.set(JAVA_LONG_UNALIGNED, at, first);
      }
    }
    int round = a.get(JAVA_SHORT_UNALIGNED, StateRecord.FSW) & StatusWord.C1;
    int rest = b.get(JAVA_SHORT_UNALIGNED, StateRecord.FSW) & ~StatusWord.C1;
    b.set(JAVA_SHORT_UNALIGNED, StateRecord.FSW, (short) (rest | round));
  }

  private static final StateField[] FIELD_EXPONENTS = {
    new StateField("st0", StateRecord.STACK + 8, 2),
    new StateField("st1", StateRecord.STACK + 24, 2)
  };
}
