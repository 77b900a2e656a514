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
import org.kvas.translator.x86.decode.Feature;
import org.kvas.translator.x86.decode.Instruction;

/**
 * MMX and SSE instructions against what an Intel processor (Sapphire Rapids) did with the same
 * inputs: registers, memory, MXCSR and flags, in every rounding mode, with DAZ, FTZ and unmasked
 * exceptions. The resource holds a CRC-32 of each group of results; {@code
 * src/test/native/sse/record.c} made it, and prints the results themselves when asked to.
 */
class SseVectorsTest {
  static final int MODE =
      ExecutionMode.CODE_64
          | ExecutionMode.FLAT
          | ExecutionMode.PROTECTED
          | ExecutionMode.FPU_ENABLED
          | ExecutionMode.SSE_ENABLED;

  private static final int RESULT = 76;

  private final Decoder decoder = new Decoder(EnumSet.allOf(Feature.class));
  private final OperationFamily operations = new SseOperations();

  @TestFactory
  Stream<DynamicTest> hostResults() throws IOException {
    return RecordedForm.read("sse-vectors.txt").stream()
        .map(form -> DynamicTest.dynamicTest(form.text(), () -> check(form)));
  }

  private void check(RecordedForm form) {
    form.check(
        operation(form.decode(decoder)),
        (cpu, each, number) -> new SseInputs(each.number(), number).prepare(cpu, RecordedForm.DATA),
        SseVectorsTest::results,
        RESULT);
  }

  Operation operation(Instruction instruction) {
    return interpreted(instruction, MODE);
  }

  Operation interpreted(Instruction instruction, int mode) {
    return operations.create(instruction, mode, 0);
  }

  /** XMM0, XMM1, MM1, RCX and memory. */
  private static void results(FlatVcpu cpu, ByteBuffer result) {
    result
        .putLong(cpu.vector[0])
        .putLong(cpu.vector[1])
        .putLong(cpu.vector[4])
        .putLong(cpu.vector[5])
        .putLong(cpu.x87.significand[1])
        .putLong(cpu.general(VcpuState.RCX))
        .putLong(cpu.peek(RecordedForm.DATA))
        .putLong(cpu.peek(RecordedForm.DATA + 8));
  }
}
