package org.kvas.conformance.decoder;

import java.util.Set;

/** Reads what objdump writes. */
final class ObjdumpText {
  private static final Set<String> PREFIXES =
      Set.of(
          "lock",
          "rep",
          "repz",
          "repnz",
          "data16",
          "data32",
          "addr16",
          "addr32",
          "bnd",
          "notrack",
          "xacquire",
          "xrelease",
          "cs",
          "ds",
          "es",
          "fs",
          "gs",
          "ss",
          "{vex}",
          "{vex3}");

  private static final Set<String> STRINGS =
      Set.of("movs", "cmps", "stos", "lods", "scas", "ins", "outs");

  private ObjdumpText() {}

  /**
   * An instruction of a line with lengths and texts in turn: prefixes that have no effect stand
   * alone before the rest.
   */
  static ReferenceInstruction instruction(String line) {
    int length = 0;
    for (int at = 0; at < line.length(); ) {
      int tab = line.indexOf('\t', at);
      int end = line.indexOf('\t', tab + 1);
      length += Integer.parseInt(line, at, tab, 10);
      String name = mnemonic(line, tab + 1, end);
      if (!name.isEmpty()) {
        return isUndefined(name) || line.indexOf("(bad)", tab, end) >= 0
            ? ReferenceInstruction.UNDEFINED
            : new ReferenceInstruction(length, name(name, line.substring(tab + 1, end)), "");
      }
      at = end + 1;
    }
    return ReferenceInstruction.UNDEFINED;
  }

  /** The size of a string instruction's elements stands with its operands. */
  private static String name(String name, String text) {
    if (!STRINGS.contains(name)) {
      return MnemonicNames.usual(name);
    }
    String size =
        text.contains("BYTE PTR")
            ? "b"
            : text.contains("DWORD PTR") ? "d" : text.contains("QWORD PTR") ? "q" : "w";
    return name + size;
  }

  private static boolean isUndefined(String name) {
    return name.equals("(bad)") || name.equals(".byte");
  }

  /** The first word that is no prefix. */
  private static String mnemonic(String text, int begin, int end) {
    for (int at = begin; at < end; ) {
      int space = text.indexOf(' ', at);
      String word = text.substring(at, space < 0 || space > end ? end : space);
      if (!word.isEmpty() && !PREFIXES.contains(word) && !word.startsWith("rex")) {
        return word;
      }
      at += word.length() + 1;
    }
    return "";
  }
}
