package org.kvas.conformance.decoder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Feature;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;

/** The decoder against another, at every offset at which that finds an instruction. */
final class DecoderComparison {
  private static final int LONGEST = 15;

  private final Decoder decoder = new Decoder(EnumSet.allOf(Feature.class));
  private final ExplainedDifferences explained;
  private final Map<String, String> unexplained = new TreeMap<>();
  private long count;

  DecoderComparison(ExplainedDifferences explained) {
    this.explained = explained;
  }

  /** Instructions that were compared. */
  long count() {
    return count;
  }

  /** An example of each kind. */
  Map<String, String> unexplained() {
    return unexplained;
  }

  void compare(ReferenceDisassembler reference, Path file, int codeBits) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    reference.sweep(
        file,
        codeBits,
        instruction -> {
          // near the end a decoder may want more than there is
          if (instruction.offset() < bytes.length - LONGEST) {
            compare(bytes, codeBits, instruction);
          }
        });
  }

  private void compare(byte[] bytes, int codeBits, ReferenceInstruction theirs) {
    count++;
    Instruction ours = decoder.decode(bytes, theirs.offset(), bytes.length, codeBits);
    String difference = difference(ours, theirs);
    if (difference != null && !explained.includes(ours, theirs)) {
      unexplained.putIfAbsent(
          difference,
          codeBits
              + " bits: "
              + HexFormat.of().formatHex(bytes, theirs.offset(), theirs.offset() + LONGEST));
    }
  }

  private static @Nullable String difference(Instruction ours, ReferenceInstruction theirs) {
    boolean defined = ours.mnemonic() != Mnemonic.INVALID;
    if (!theirs.isDefined()) {
      return defined ? "defined here only: " + MnemonicNames.of(ours) : null;
    }
    if (!defined) {
      return "defined there only: " + theirs.name() + " " + theirs.extension();
    }
    String name = MnemonicNames.of(ours);
    if (ours.length() != theirs.length()) {
      return "lengths: " + name + ", " + theirs.name();
    }
    return name.equals(MnemonicNames.of(theirs)) ? null : "names: " + name + ", " + theirs.name();
  }
}
