package org.kvas.conformance.suites;

import java.util.ArrayList;
import java.util.List;

/**
 * What the guest says of one program.
 *
 * @param verdict "same in 3 s", or what else happened
 * @param rows the rows that differ, or the last ones of a program that failed
 */
record ProgramOutcome(String name, String verdict, List<String> rows) {
  static final String MARK = "suite: ";

  private static final String SAME = "same in ";

  boolean isSame() {
    return verdict.startsWith(SAME);
  }

  String message() {
    return name + ": " + verdict + "\n" + String.join("\n", rows);
  }

  /** All outcomes that a console tells. */
  static List<ProgramOutcome> of(String console) {
    List<ProgramOutcome> outcomes = new ArrayList<>();
    for (String line : console.lines().toList()) {
      String[] words = line.split(" ", 3);
      if (line.startsWith(MARK) && words.length == 3) {
        outcomes.add(new ProgramOutcome(words[1], words[2], new ArrayList<>()));
      } else if (!outcomes.isEmpty() && !line.startsWith(MARK)) {
        outcomes.getLast().rows.add(line);
      }
    }
    return outcomes;
  }
}
