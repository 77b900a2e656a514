package org.kvas.runtime.cputest;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.cputest.TestCase.Assignment;
import org.kvas.runtime.cputest.TestCase.Bytes;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads lines. A field it does not know is an error. */
final class TestCaseParser {
  private static final long DEFAULT_LIMIT = 1_000_000;

  private final JsonFactory json;
  private final List<Assignment> registers = new ArrayList<>();
  private final List<Bytes> memory = new ArrayList<>();
  private @Nullable Object id;
  private @Nullable String mode;
  private int privilege;
  private boolean a20;
  private boolean deliver;
  private long instructions;
  private long limit;
  private boolean untilHalt;

  TestCaseParser(JsonFactory json) {
    this.json = json;
  }

  /** The id of the line parsed last, also where that failed: a string, a number, or null. */
  @Nullable Object id() {
    return id;
  }

  /** Throws {@link TestError}. */
  TestCase parse(String line) {
    reset();
    try (JsonParser parser = json.createParser(ObjectReadContext.empty(), line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new TestError("a line is one JSON object");
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        field(parser, name);
      }
      if (parser.nextToken() != null) {
        throw new TestError("something follows the JSON object");
      }
    } catch (JacksonException e) {
      throw new TestError("the line is not JSON: see column " + e.getLocation().getColumnNr());
    }
    return new TestCase(
        TestCase.mode(mode),
        privilege,
        a20,
        deliver,
        List.copyOf(registers),
        List.copyOf(memory),
        untilHalt ? limit : instructions,
        untilHalt);
  }

  private void reset() {
    registers.clear();
    memory.clear();
    id = null;
    mode = null;
    privilege = -1;
    a20 = true;
    deliver = false;
    instructions = 1;
    limit = DEFAULT_LIMIT;
    untilHalt = false;
  }

  private void field(JsonParser parser, String name) {
    switch (name) {
      case "id" ->
          id =
              switch (parser.currentToken()) {
                case VALUE_STRING -> parser.getString();
                case VALUE_NUMBER_INT -> parser.getBigIntegerValue();
                case VALUE_NULL -> null;
                default -> throw new TestError("\"id\" is a string or a number");
              };
      case "mode" -> mode = string(parser, name);
      case "cpl" -> privilege = (int) number(parser, name, 3);
      case "a20" -> a20 = truth(parser, name);
      case "exceptions" -> deliver = deliver(string(parser, name));
      case "init" -> registers(parser);
      case "memory" -> memory(parser);
      case "run" -> run(parser);
      default -> throw new TestError("there is no field \"" + name + "\"");
    }
  }

  private static boolean deliver(String text) {
    return switch (text) {
      case "stop" -> false;
      case "deliver" -> true;
      default ->
          throw new TestError("\"exceptions\" is \"stop\" or \"deliver\", not \"" + text + "\"");
    };
  }

  private void registers(JsonParser parser) {
    expect(parser, JsonToken.START_OBJECT, "\"init\" is an object of registers");
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        parts(parser, name);
      } else {
        registers.add(new Assignment(name, value(parser, name)));
      }
    }
  }

  /** A register of several parts: {@code "gdtr":{"base":...,"limit":...}}. */
  private void parts(JsonParser parser, String register) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String part = parser.currentName();
      String name = part.equals("selector") ? register : register + "_" + part;
      parser.nextToken();
      registers.add(new Assignment(name, value(parser, name)));
    }
  }

  private void memory(JsonParser parser) {
    String shape = "\"memory\" is an array of pairs: an address and bytes";
    expect(parser, JsonToken.START_ARRAY, shape);
    while (parser.nextToken() == JsonToken.START_ARRAY) {
      parser.nextToken();
      long address = Hex.parse("an address in \"memory\"", value(parser, "memory"));
      parser.nextToken();
      byte[] bytes = Hex.bytes(string(parser, "memory"));
      if (address < 0 || address + bytes.length > IdentityTables.BASE) {
        throw new TestError("memory ends at " + Hex.format(IdentityTables.BASE));
      }
      memory.add(new Bytes(address, bytes));
      parser.nextToken();
      expect(parser, JsonToken.END_ARRAY, shape);
    }
    expect(parser, JsonToken.END_ARRAY, shape);
  }

  private void run(JsonParser parser) {
    expect(parser, JsonToken.START_OBJECT, "\"run\" is an object");
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "instructions" -> instructions = number(parser, name, Long.MAX_VALUE);
        case "limit" -> limit = number(parser, name, Long.MAX_VALUE);
        case "until" -> {
          if (!string(parser, name).equals("hlt")) {
            throw new TestError("a test runs until \"hlt\" only");
          }
          untilHalt = true;
        }
        default -> throw new TestError("there is no field \"" + name + "\" in \"run\"");
      }
    }
  }

  private static void expect(JsonParser parser, JsonToken token, String otherwise) {
    if (parser.currentToken() != token) {
      throw new TestError(otherwise);
    }
  }

  private static String string(JsonParser parser, String name) {
    expect(parser, JsonToken.VALUE_STRING, "\"" + name + "\" takes a string");
    return parser.getString();
  }

  private static boolean truth(JsonParser parser, String name) {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw new TestError("\"" + name + "\" is true or false");
    };
  }

  /** A number or a string with one. */
  private static String value(JsonParser parser, String name) {
    return switch (parser.currentToken()) {
      case VALUE_STRING, VALUE_NUMBER_INT -> parser.getString();
      default -> throw new TestError("\"" + name + "\" takes a string with a number");
    };
  }

  private static long number(JsonParser parser, String name, long most) {
    long value = Hex.parse(name, value(parser, name));
    if (value < 0 || value > most) {
      throw new TestError("\"" + name + "\" is out of range: " + Hex.format(value));
    }
    return value;
  }
}
