package org.kvas.runtime.cputest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.cputest.TestCase.Bytes;
import org.kvas.translator.state.GuestFault;

/** What the interpreter and the translator made of one test. */
final class Comparison {
  private static final int MOST_TOLD = 8;

  private final RegisterSet registers;

  Comparison(RegisterSet registers) {
    this.registers = registers;
  }

  /** Where they disagree, or null. */
  @Nullable String difference(Outcome interpreted, Outcome translated) {
    List<String> differences = new ArrayList<>();
    compare(
        differences,
        "instructions",
        "" + interpreted.instructions(),
        "" + translated.instructions());
    compare(differences, "exception", text(interpreted.exception()), text(translated.exception()));
    int at = 0;
    for (Register register : registers.all()) {
      int end = at + register.words();
      if (!Arrays.equals(interpreted.after(), at, end, translated.after(), at, end)) {
        compare(
            differences,
            register.name(),
            Hex.format(register.bits(), interpreted.after(), at),
            Hex.format(register.bits(), translated.after(), at));
      }
      at = end;
    }
    compare(differences, "memory", text(interpreted.memory()), text(translated.memory()));
    if (differences.isEmpty()) {
      return null;
    }
    List<String> told = differences.subList(0, Math.min(MOST_TOLD, differences.size()));
    return "interpreter and translator: " + String.join("; ", told);
  }

  private static void compare(
      List<String> differences, String what, String interpreted, String translated) {
    if (!interpreted.equals(translated)) {
      differences.add(what + " " + interpreted + " and " + translated);
    }
  }

  private static String text(@Nullable GuestFault exception) {
    return exception == null ? "none" : String.valueOf(exception.getMessage());
  }

  private static String text(List<Bytes> memory) {
    StringBuilder text = new StringBuilder();
    for (Bytes bytes : memory) {
      text.append(text.isEmpty() ? "" : " ")
          .append(Hex.format(bytes.address()))
          .append(':')
          .append(Hex.digits(bytes.bytes()));
    }
    return text.isEmpty() ? "unchanged" : text.toString();
  }
}
