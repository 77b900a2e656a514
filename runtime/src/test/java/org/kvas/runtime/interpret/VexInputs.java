package org.kvas.runtime.interpret;

import org.kvas.translator.state.VcpuState;

/** The inputs of {@code src/test/native/vex/record.c}: the same numbers from the same seed. */
final class VexInputs {
  private static final int MEMORY = 24;

  private final SseInputs random;
  private final String text;

  /**
   * @param text of the instruction: a gather's indexes are kept small
   */
  VexInputs(String text, int form, int number) {
    random = new SseInputs(form, number);
    this.text = text;
  }

  private long indexMask() {
    return text.contains("gatherd") ? 0xf_0000_000fL : text.contains("gatherq") ? 15 : -1;
  }

  /**
   * @param memory where the memory operand is, in RSI afterwards
   */
  void prepare(FlatVcpu cpu, long memory) {
    int kind = (int) random.next() & 7;
    for (int i = 0; i < 16; i++) {
      cpu.vector[i] = random.lane(kind);
    }
    if ((random.next() & 7) == 0) {
      System.arraycopy(cpu.vector, 8, cpu.vector, 12, 4);
    }
    long[] general = new long[3];
    for (int i = 0; i < 3; i++) {
      general[i] = random.lane((random.next() & 1) != 0 ? 7 : kind);
    }
    if (kind == 7) {
      cpu.vector[12] &= 63;
    }
    if (kind >= 5) {
      general[0] = Long.remainderUnsigned(random.next(), 41) - 20;
      general[2] = Long.remainderUnsigned(random.next(), 41) - 20;
    }
    for (int i = 0; i < 4; i++) {
      cpu.vector[12 + i] &= indexMask();
      cpu.poke(memory + 8 * i, cpu.vector[12 + i]);
    }
    for (int i = 4; i < MEMORY; i++) {
      cpu.poke(memory + 8 * i, random.next());
    }
    cpu.setGeneral(VcpuState.RAX, general[0]);
    cpu.setGeneral(VcpuState.RCX, general[1]);
    cpu.setGeneral(VcpuState.RDX, general[2]);
    cpu.setGeneral(VcpuState.RSI, memory);
    cpu.setGeneral(VcpuState.RDI, memory);
    cpu.mxcsr = SseInputs.control(random.next());
    cpu.setStatusFlags(0);
  }
}
