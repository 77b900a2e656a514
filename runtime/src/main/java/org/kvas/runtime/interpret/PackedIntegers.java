package org.kvas.runtime.interpret;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.Flags;

/**
 * Packed-integer and bitwise instructions on MMX and XMM registers. SDM Vol. 1, 9.4, 11.4.2, 12.8,
 * 12.10 and 12.11.
 */
final class PackedIntegers implements OperationFamily {
  /** Makes the body for an immediate byte (0 for instructions without one). */
  @FunctionalInterface
  interface Maker {
    VectorBody body(int immediate);
  }

  private final Map<Mnemonic, Maker> xmm = new EnumMap<>(Mnemonic.class);
  private final Map<Mnemonic, Maker> mmx = new EnumMap<>(Mnemonic.class);

  PackedIntegers() {
    PackedLaneTable.define(xmm, mmx);
    PackedShuffleTable.define(xmm, mmx);
  }

  @Override
  public Operation create(Instruction instruction, int mode, int offset) {
    @Nullable Operation refusal = SseAvailability.refusal(instruction, mode);
    if (refusal != null) {
      return refusal;
    }
    VectorBody body =
        switch (instruction.mnemonic()) {
          case PTEST -> PackedIntegers::test;
          case PCMPESTRI, PCMPESTRM, PCMPISTRI, PCMPISTRM -> StringCompareBodies.body(instruction);
          default -> body(instruction);
        };
    return SseAvailability.asMmxIfSo(
        instruction, VectorOperation.create(instruction, mode, offset, body));
  }

  VectorBody body(Instruction instruction) {
    Map<Mnemonic, Maker> table = instruction.operand(0) instanceof Operand.Mmx ? mmx : xmm;
    @Nullable Maker maker = table.get(instruction.mnemonic());
    if (maker == null) {
      throw new IllegalArgumentException(instruction.toString());
    }
    return maker.body(VectorOperation.immediate(instruction));
  }

  /**
   * PTEST: ZF and CF say whether the conjunctions of the source with the destination and with its
   * complement are zero.
   */
  private static void test(VcpuState cpu, int d, long low, long high) {
    long a0 = cpu.vector[d];
    long a1 = cpu.vector[d + 1];
    boolean zero = (a0 & low | a1 & high) == 0;
    boolean carry = (~a0 & low | ~a1 & high) == 0;
    cpu.setStatusFlags((zero ? Flags.ZF : 0) | (carry ? Flags.CF : 0));
  }
}
