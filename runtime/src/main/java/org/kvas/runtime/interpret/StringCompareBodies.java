package org.kvas.runtime.interpret;

import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.semantics.sse.StringCompare;

/** PCMPxSTRx with their implicit registers and flags. SDM Vol. 2B, 4.1. */
final class StringCompareBodies {
  private static final long INDEX_MASK = 0xffff_ffffL;

  private StringCompareBodies() {}

  static VectorBody body(Instruction instruction) {
    int control = VectorOperation.immediate(instruction);
    boolean wide = instruction.operandSize() == 8;
    return switch (instruction.mnemonic()) {
      case PCMPESTRI ->
          (cpu, d, low, high) -> setIndex(cpu, explicit(cpu, d, low, high, control, wide), control);
      case PCMPESTRM ->
          (cpu, d, low, high) -> setMask(cpu, explicit(cpu, d, low, high, control, wide), control);
      case PCMPISTRI ->
          (cpu, d, low, high) -> setIndex(cpu, implicit(cpu, d, low, high, control), control);
      default -> (cpu, d, low, high) -> setMask(cpu, implicit(cpu, d, low, high, control), control);
    };
  }

  private static int explicit(
      VcpuState cpu, int d, long low, long high, int control, boolean wide) {
    int aLength = length(cpu.general(VcpuState.RAX), control, wide);
    int bLength = length(cpu.general(VcpuState.RDX), control, wide);
    return compare(cpu, d, aLength, low, high, bLength, control);
  }

  private static int length(long register, int control, boolean wide) {
    return StringCompare.explicitLength(wide ? register : (int) register, control);
  }

  private static int implicit(VcpuState cpu, int d, long low, long high, int control) {
    int aLength = StringCompare.implicitLength(cpu.vector[d], cpu.vector[d + 1], control);
    int bLength = StringCompare.implicitLength(low, high, control);
    return compare(cpu, d, aLength, low, high, bLength, control);
  }

  private static int compare(
      VcpuState cpu, int d, int aLength, long low, long high, int bLength, int control) {
    int result =
        StringCompare.compare(
            cpu.vector[d], cpu.vector[d + 1], aLength, low, high, bLength, control);
    cpu.setStatusFlags(StringCompare.flags(result, aLength, bLength, control));
    return result;
  }

  private static void setIndex(VcpuState cpu, int result, int control) {
    cpu.setGeneral(VcpuState.RCX, StringCompare.index(result, control) & INDEX_MASK);
  }

  private static void setMask(VcpuState cpu, int result, int control) {
    cpu.vector[0] = StringCompare.mask(result, control, false);
    cpu.vector[1] = StringCompare.mask(result, control, true);
  }
}
