package org.kvas.runtime.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * QEMU's {@code value,key=value,...}: the first part may lack its key, a doubled comma is a comma,
 * the last of two equal keys counts.
 *
 * <p>Parts are taken out as they are understood; what is left over in the end is an error.
 */
final class OptionValue {
  private final String option;
  private final Map<String, String> parts = new LinkedHashMap<>();

  /**
   * @param firstKey the key that the first part has when it names none
   */
  OptionValue(String option, String firstKey, String text) {
    this.option = option;
    String[] fields = text.replace(",,", "\0").split(",", -1);
    for (int i = 0; i < fields.length; i++) {
      String field = fields[i].replace('\0', ',');
      int equals = field.indexOf('=');
      if (equals > 0) {
        parts.put(field.substring(0, equals), field.substring(equals + 1));
      } else if (i == 0) {
        parts.put(firstKey, field);
      } else if (!field.isEmpty()) {
        parts.put(field, "on");
      }
    }
  }

  @Nullable String take(String key) {
    return parts.remove(key);
  }

  String take(String key, String otherwise) {
    String value = take(key);
    return value == null ? otherwise : value;
  }

  String require(String key) {
    String value = take(key);
    if (value == null || value.isEmpty()) {
      throw new CommandError(option + " needs " + key + "=");
    }
    return value;
  }

  /** A decimal number, or a hexadecimal one behind 0x. */
  int takeNumber(String key, int otherwise, int low, int high) {
    String text = take(key);
    return text == null ? otherwise : number(option + " " + key + "=" + text, text, low, high);
  }

  static int number(String subject, String text, int low, int high) {
    try {
      long value = Long.decode(text);
      if (value >= low && value <= high) {
        return (int) value;
      }
    } catch (NumberFormatException e) {
      // The same sentence serves.
    }
    throw new CommandError(subject + ": a number from " + low + " to " + high + " is needed");
  }

  void expectNothingElse() {
    if (!parts.isEmpty()) {
      throw new CommandError(option + " does not know '" + parts.keySet().iterator().next() + "'");
    }
  }
}
