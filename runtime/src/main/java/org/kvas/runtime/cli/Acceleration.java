package org.kvas.runtime.cli;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.machine.Accelerator;
import org.kvas.runtime.machine.AddressRange;

/**
 * What {@code -accel ENGINE[,KEY=VALUE...]} says.
 *
 * @param threshold executions before translation, 0 for the engine's own choice
 * @param counting whether translated code counts instructions
 * @param excluded linear addresses of instructions that are never translated
 */
record Acceleration(
    Accelerator accelerator, int threshold, boolean counting, List<AddressRange> excluded) {

  static Acceleration parse(String text) {
    OptionValue value = new OptionValue("-accel", "accel", text);
    String name = value.take("accel", "");
    int threshold = value.takeNumber("threshold", 0, 1, Integer.MAX_VALUE);
    boolean counting = counting(value.take("count", "off"));
    List<AddressRange> excluded = ranges(value.take("exclude"));
    String thread = value.take("thread", "single");
    value.expectNothingElse();
    if (!thread.equals("single")) {
      throw CommandError.notSupportedYet("-accel thread=" + thread);
    }
    return new Acceleration(accelerator(name), threshold, counting, excluded);
  }

  private static Accelerator accelerator(String name) {
    return switch (name) {
      case "translator", "tcg" -> Accelerator.TRANSLATOR;
      case "interpreter" -> Accelerator.INTERPRETER;
      case "lockstep" -> Accelerator.LOCKSTEP;
      default ->
          throw new CommandError(
              "-accel " + name + ": there are translator, interpreter and lockstep");
    };
  }

  private static boolean counting(String text) {
    return switch (text) {
      case "on" -> true;
      case "off" -> false;
      default -> throw new CommandError("-accel count=" + text + ": there are on and off");
    };
  }

  /** {@code FIRST-LAST} or one address, several with a plus sign between them. */
  private static List<AddressRange> ranges(@Nullable String text) {
    return text == null
        ? List.of()
        : Arrays.stream(text.split("\\+", -1)).map(Acceleration::range).toList();
  }

  private static AddressRange range(String text) {
    int dash = text.indexOf('-');
    try {
      long first = address(dash < 0 ? text : text.substring(0, dash));
      long last = dash < 0 ? first : address(text.substring(dash + 1));
      if (Long.compareUnsigned(first, last) > 0) {
        throw new CommandError("-accel exclude=" + text + ": the first address is above the last");
      }
      return new AddressRange(first, last);
    } catch (NumberFormatException e) {
      throw new CommandError(
          "-accel exclude=" + text + ": hexadecimal addresses are needed, FIRST-LAST or one alone");
    }
  }

  private static long address(String text) {
    return Long.parseUnsignedLong(text.startsWith("0x") ? text.substring(2) : text, 16);
  }
}
