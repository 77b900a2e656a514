package org.kvas.conformance.decoder;

import java.util.HashMap;
import java.util.Map;

/** Lines of length, mnemonic and extension, of which there are few different ones. */
final class LineCache {
  private final Map<String, ReferenceInstruction> known = new HashMap<>();

  ReferenceInstruction instruction(String line) {
    return known.computeIfAbsent(line, LineCache::parse);
  }

  private static ReferenceInstruction parse(String line) {
    if (line.isEmpty()) {
      return ReferenceInstruction.UNDEFINED;
    }
    String[] fields = line.split("\t", -1);
    return new ReferenceInstruction(
        Integer.parseInt(fields[0]), MnemonicNames.usual(fields[1]), fields[2]);
  }
}
