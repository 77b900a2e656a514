package org.kvas.runtime.oracle;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A test as a line for {@code kvas cputest}. */
final class Reproducer {
  private final TestInstruction test;
  private final MemorySegment state;

  Reproducer(TestInstruction test, MemorySegment state) {
    this.test = test;
    this.state = state;
  }

  String line() {
    String mode = test.decoded().codeBits() == 64 ? "long" : "protected32";
    return "{\"id\":\"%s\",\"mode\":\"%s\",\"cpl\":3,\"init\":{%s},\"memory\":[%s],\"run\":{\"instructions\":1}}"
        .formatted(test.shape().mnemonic(), mode, registers(), memory());
  }

  private String registers() {
    List<String> parts = new ArrayList<>();
    for (StateField field : StateField.registers()) {
      String text = field.text(state);
      if (!field.name().endsWith("upper") && !text.matches("0*")) {
        parts.add("\"%s\":\"0x%s\"".formatted(field.name(), text.replaceFirst("^0+", "")));
      }
    }
    return String.join(",", parts);
  }

  private String memory() {
    List<String> parts = new ArrayList<>();
    parts.add(bytes(SharedArea.INSTRUCTION_ADDRESS, test.bytes()));
    for (StateField field : StateField.memory()) {
      byte[] bytes = state.asSlice(field.offset(), field.bytes()).toArray(JAVA_BYTE);
      boolean zero = true;
      for (byte b : bytes) {
        zero &= b == 0;
      }
      if (!zero) {
        parts.add(bytes(SharedArea.WINDOW_ADDRESS + field.offset() - StateRecord.WINDOW, bytes));
      }
    }
    return String.join(",", parts);
  }

  private static String bytes(long address, byte[] bytes) {
    return "[\"0x%x\",\"%s\"]".formatted(address, HexFormat.of().formatHex(bytes));
  }
}
