package org.kvas.runtime.cputest;

import java.io.StringWriter;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.cputest.TestCase.Bytes;
import org.kvas.translator.state.GuestFault;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes the answers to lines. */
final class OutcomeWriter {
  private static final int XMM_WORDS = 2;

  private final JsonFactory json;
  private final RegisterSet registers;

  OutcomeWriter(JsonFactory json, RegisterSet registers) {
    this.json = json;
    this.registers = registers;
  }

  String error(@Nullable Object id, String sentence) {
    StringWriter line = new StringWriter();
    try (JsonGenerator out = json.createGenerator(ObjectWriteContext.empty(), line)) {
      out.writeStartObject();
      writeId(out, id);
      out.writeStringProperty("error", sentence);
      out.writeEndObject();
    }
    return line.toString();
  }

  /**
   * @param difference between the engines, where both ran and disagree
   */
  String outcome(@Nullable Object id, Outcome outcome, @Nullable String difference) {
    StringWriter line = new StringWriter();
    try (JsonGenerator out = json.createGenerator(ObjectWriteContext.empty(), line)) {
      out.writeStartObject();
      writeId(out, id);
      out.writeName("final");
      out.writeStartObject();
      writeRegisters(out, outcome);
      out.writeEndObject();
      out.writeName("memory");
      out.writeStartArray();
      for (Bytes bytes : outcome.memory()) {
        out.writeStartArray();
        out.writeString(Hex.format(bytes.address()));
        out.writeString(Hex.digits(bytes.bytes()));
        out.writeEndArray();
      }
      out.writeEndArray();
      out.writeName("exception");
      writeException(out, outcome.exception());
      out.writeNumberProperty("instructions", outcome.instructions());
      if (difference != null) {
        out.writeStringProperty("difference", difference);
      }
      out.writeEndObject();
    }
    return line.toString();
  }

  private static void writeId(JsonGenerator out, @Nullable Object id) {
    out.writeName("id");
    switch (id) {
      case null -> out.writeNull();
      case BigInteger number -> out.writeNumber(number);
      default -> out.writeString(id.toString());
    }
  }

  private static void writeException(JsonGenerator out, @Nullable GuestFault exception) {
    if (exception == null) {
      out.writeNull();
      return;
    }
    out.writeStartObject();
    out.writeNumberProperty("vector", exception.vector());
    out.writeName("error");
    if (exception.errorCode() < 0) {
      out.writeNull();
    } else {
      out.writeString(Hex.format(exception.errorCode()));
    }
    out.writeEndObject();
  }

  private void writeRegisters(JsonGenerator out, Outcome outcome) {
    int at = 0;
    String table = "";
    for (Register register : registers.all()) {
      if (isWorthTelling(register, outcome, at)) {
        if (isTable(register)) {
          table = writeTable(out, register, outcome, at, table);
        } else {
          out.writeStringProperty(
              register.name(), Hex.format(register.bits(), outcome.after(), at));
        }
      }
      at += register.words();
    }
  }

  /** YMM registers have one name more: they are told where the upper half has changed. */
  private static boolean isWorthTelling(Register register, Outcome outcome, int at) {
    boolean always = register.name().equals("rip") || register.name().equals("rflags");
    int from = at + (register.name().startsWith("ymm") ? XMM_WORDS : 0);
    int end = at + register.words();
    return always || Arrays.mismatch(outcome.before(), from, end, outcome.after(), from, end) >= 0;
  }

  private static boolean isTable(Register register) {
    return register.name().startsWith("gdtr") || register.name().startsWith("idtr");
  }

  /** Base and limit stand behind each other; both are told where one has changed. */
  private static String writeTable(
      JsonGenerator out, Register register, Outcome outcome, int at, String written) {
    String table = register.name().substring(0, 4);
    if (!table.equals(written)) {
      int base = register.name().endsWith("_base") ? at : at - 1;
      out.writeName(table);
      out.writeStartObject();
      out.writeStringProperty("base", Hex.format(outcome.after()[base]));
      out.writeStringProperty("limit", Hex.format(outcome.after()[base + 1]));
      out.writeEndObject();
    }
    return table;
  }
}
