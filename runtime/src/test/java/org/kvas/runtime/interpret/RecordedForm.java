package org.kvas.runtime.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Instruction;

/**
 * One instruction in a file that {@code src/test/native/vectors/recorder.h} wrote on a processor.
 *
 * @param number in the recorder's list, which seeds the inputs
 * @param bytes of the instruction, hexadecimal
 * @param checksums a CRC-32 of each group of results
 */
record RecordedForm(int number, String text, String bytes, List<String> checksums) {
  static final long DATA = 0x1000_0000L;

  private static final int STATUS = 0x8d5;
  private static final int GROUP = 32;

  /** Sets a processor's registers, and memory at {@link #DATA}, for a form's nth run. */
  interface Inputs {
    void prepare(FlatVcpu cpu, RecordedForm form, int number);
  }

  /** Appends what the recorder keeps of a run, but for MXCSR, flags and fault. */
  interface Results {
    void append(FlatVcpu cpu, ByteBuffer result);
  }

  /** The forms of a file, a line for each. */
  static List<RecordedForm> read(String resource) throws IOException {
    List<RecordedForm> forms = new ArrayList<>();
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                RecordedForm.class.getResourceAsStream(resource), StandardCharsets.US_ASCII))) {
      for (String line; (line = in.readLine()) != null; ) {
        String[] parts = line.split("\\|");
        forms.add(new RecordedForm(forms.size(), parts[0], parts[1], List.of(parts[2].split(" "))));
      }
    }
    return forms;
  }

  Instruction decode(Decoder decoder) {
    byte[] code = HexFormat.of().parseHex(bytes);
    Instruction instruction = decoder.decode(code, 0, code.length, 64);
    assertThat(instruction.length()).isEqualTo(code.length);
    return instruction;
  }

  /**
   * Every group of results is the recorded one.
   *
   * @param size of a result in bytes
   */
  void check(Operation operation, Inputs inputs, Results results, int size) {
    assertThat(
            IntStream.range(0, checksums.size())
                .mapToObj(group -> checksum(group, operation, inputs, results, size))
                .toList())
        .isEqualTo(checksums);
  }

  private String checksum(
      int group, Operation operation, Inputs inputs, Results results, int size) {
    CRC32 crc = new CRC32();
    try (FlatVcpu cpu = new FlatVcpu(DATA, VcpuState.PAGE_SIZE)) {
      for (int i = 0; i < GROUP; i++) {
        inputs.prepare(cpu, this, group * GROUP + i);
        boolean faulted = faults(cpu, operation);
        ByteBuffer result = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        results.append(cpu, result);
        result.putInt(cpu.mxcsr).putInt(cpu.statusFlags() & STATUS).putInt(faulted ? 1 : 0);
        crc.update(result.array());
      }
    }
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  private static boolean faults(FlatVcpu cpu, Operation operation) {
    try {
      operation.execute(cpu);
      return false;
    } catch (GuestFault e) {
      assertThat(e.vector()).isEqualTo(GuestFault.XM);
      return true;
    }
  }
}
