package org.kvas.runtime.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.GuestFault;
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
  static final long DATA = 0x1000_0000L;
  static final int MODE =
      ExecutionMode.CODE_64
          | ExecutionMode.FLAT
          | ExecutionMode.PROTECTED
          | ExecutionMode.FPU_ENABLED
          | ExecutionMode.SSE_ENABLED
          | ExecutionMode.AVX_ENABLED;

  private static final int STATUS = 0x8d5;
  private static final int GROUP = 32;

  private final Decoder decoder = new Decoder(EnumSet.allOf(Feature.class));
  private final OperationFamily avx = new AvxOperations();
  private final OperationFamily sse = new SseOperations();

  /**
   * @param number in the recorder's list, which seeds the inputs
   */
  private record Form(int number, String text, String bytes, List<String> checksums) {}

  @TestFactory
  Stream<DynamicTest> hostResults() throws IOException {
    return read().stream().map(form -> DynamicTest.dynamicTest(form.text(), () -> check(form)));
  }

  private static List<Form> read() throws IOException {
    List<Form> forms = new ArrayList<>();
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                VexVectorsTest.class.getResourceAsStream("vex-vectors.txt"),
                StandardCharsets.US_ASCII))) {
      for (String line; (line = in.readLine()) != null; ) {
        String[] parts = line.split("\\|");
        forms.add(new Form(forms.size(), parts[0], parts[1], List.of(parts[2].split(" "))));
      }
    }
    return forms;
  }

  private void check(Form form) {
    byte[] bytes = HexFormat.of().parseHex(form.bytes());
    Instruction instruction = decoder.decode(bytes, 0, bytes.length, 64);
    assertThat(instruction.length()).isEqualTo(bytes.length);
    Operation operation = operation(instruction);
    List<String> checksums =
        IntStream.range(0, form.checksums().size())
            .mapToObj(group -> checksum(operation, form, group))
            .toList();
    assertThat(checksums).isEqualTo(form.checksums());
  }

  Operation operation(Instruction instruction) {
    return interpreted(instruction, MODE);
  }

  Operation interpreted(Instruction instruction, int mode) {
    OperationFamily family = instruction.family() == Family.AVX ? avx : sse;
    return family.create(instruction, mode, 0);
  }

  private static String checksum(Operation operation, Form form, int group) {
    CRC32 crc = new CRC32();
    try (FlatVcpu cpu = new FlatVcpu(DATA, VcpuState.PAGE_SIZE)) {
      for (int i = 0; i < GROUP; i++) {
        crc.update(result(cpu, operation, form, group * GROUP + i).array());
      }
    }
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  /** YMM0 to YMM2, RCX, memory, MXCSR, status flags, and whether it faulted. */
  private static ByteBuffer result(FlatVcpu cpu, Operation operation, Form form, int number) {
    new VexInputs(form.text(), form.number(), number).prepare(cpu, DATA);
    int fault = 0;
    try {
      operation.execute(cpu);
    } catch (GuestFault e) {
      assertThat(e.vector()).isEqualTo(GuestFault.XM);
      fault = 1;
    }
    ByteBuffer result = ByteBuffer.allocate(148).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 12; i++) {
      result.putLong(cpu.vector[i]);
    }
    result.putLong(cpu.gpr[VcpuState.RCX]);
    for (int i = 0; i < 4; i++) {
      result.putLong(cpu.peek(DATA + 8 * i));
    }
    return result.putInt(cpu.mxcsr).putInt(cpu.statusFlags() & STATUS).putInt(fault);
  }
}
