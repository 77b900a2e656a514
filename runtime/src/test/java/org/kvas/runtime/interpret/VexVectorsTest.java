package org.kvas.runtime.interpret;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Feature;
import org.kvas.translator.x86.decode.Instruction;

/**
 * AVX, AVX2, FMA, F16C, AES, PCLMULQDQ and SHA against what an Intel processor (Sapphire Rapids)
 * did with the same inputs: registers, memory, MXCSR and flags, in every rounding mode, with DAZ,
 * FTZ and unmasked exceptions. The resource holds a CRC-32 of each group of results; {@code
 * src/test/native/vex/record.c} made it, and prints the results themselves when asked to.
 */
class VexVectorsTest {
  static final int MODE = SseVectorsTest.MODE | ExecutionMode.AVX_ENABLED;

  private static final int RESULT = 148;

  private final Decoder decoder = new Decoder(EnumSet.allOf(Feature.class));
  private final OperationFamily avx = new AvxOperations();
  private final OperationFamily sse = new SseOperations();

  @TestFactory
  Stream<DynamicTest> hostResults() throws IOException {
    return RecordedForm.read("vex-vectors.txt").stream()
        .map(form -> DynamicTest.dynamicTest(form.text(), () -> check(form)));
  }

  private void check(RecordedForm form) {
    form.check(
        operation(form.decode(decoder)),
        (cpu, each, number) ->
            new VexInputs(each.text(), each.number(), number).prepare(cpu, RecordedForm.DATA),
        VexVectorsTest::results,
        RESULT);
  }

  Operation operation(Instruction instruction) {
    return interpreted(instruction, MODE);
  }

  Operation interpreted(Instruction instruction, int mode) {
    OperationFamily family = instruction.family() == Family.AVX ? avx : sse;
    return family.create(instruction, mode, 0);
  }

  /** YMM0 to YMM2, RCX and memory. */
  private static void results(FlatVcpu cpu, ByteBuffer result) {
    for (int i = 0; i < 12; i++) {
      result.putLong(cpu.vector[i]);
    }
    result.putLong(cpu.general(VcpuState.RCX));
    for (int i = 0; i < 4; i++) {
      result.putLong(cpu.peek(RecordedForm.DATA + 8 * i));
    }
  }
}
