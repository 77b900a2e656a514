package org.kvas.runtime.interpret;

import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.VexOperands;
import org.kvas.translator.x86.semantics.sse.PackedPermute;
import org.kvas.translator.x86.semantics.sse.PackedShuffle;

/** VEX-encoded instructions that look at a vector register and set flags or a general register. */
final class AvxTests {
  private static final long SINGLE_SIGNS = 0x8000_0000_8000_0000L;

  private AvxTests() {}

  static VexBody body(Instruction instruction) {
    boolean wide = VexOperands.isWide(instruction);
    return switch (instruction.mnemonic()) {
      case PTEST -> test(wide, -1);
      case VTESTPS -> test(wide, SINGLE_SIGNS);
      case VTESTPD -> test(wide, Long.MIN_VALUE);
      case MOVMSKPS ->
          (cpu, d, first, q0, q1, q2, q3) ->
              cpu.setGeneral(
                  d,
                  PackedShuffle.movmskps(q0, q1)
                      | (wide ? PackedShuffle.movmskps(q2, q3) << 4 : 0));
      case MOVMSKPD ->
          (cpu, d, first, q0, q1, q2, q3) ->
              cpu.setGeneral(
                  d, q0 >>> 63 | q1 >>> 63 << 1 | (wide ? q2 >>> 63 << 2 | q3 >>> 63 << 3 : 0));
      case PMOVMSKB ->
          (cpu, d, first, q0, q1, q2, q3) ->
              cpu.setGeneral(d, byteSigns(q0, q1) | (wide ? (long) byteSigns(q2, q3) << 16 : 0));
      default -> throw new IllegalArgumentException(instruction.toString());
    };
  }

  private static int byteSigns(long low, long high) {
    return PackedShuffle.pmovmskb(low) | PackedShuffle.pmovmskb(high) << 8;
  }

  /**
   * @param looked the bits of each quadword that count
   */
  private static VexBody test(boolean wide, long looked) {
    return (cpu, d, first, q0, q1, q2, q3) -> {
      long[] v = cpu.vector;
      long conjunction = v[d] & q0 | v[d + 1] & q1;
      long complement = ~v[d] & q0 | ~v[d + 1] & q1;
      if (wide) {
        conjunction |= v[d + 2] & q2 | v[d + 3] & q3;
        complement |= ~v[d + 2] & q2 | ~v[d + 3] & q3;
      }
      cpu.setStatusFlags(PackedPermute.testFlags(conjunction & looked, complement & looked));
    };
  }
}
