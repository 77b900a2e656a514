package org.kvas.conformance.decoder;

import java.util.HexFormat;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;

/**
 * Two opinions on a piece of code.
 *
 * @param name of the decoder's instruction, as {@link MnemonicNames} spells it
 */
record Difference(
    byte[] code, int codeBits, Instruction ours, String name, ReferenceInstruction theirs) {

  boolean isDefinedHere() {
    return ours.mnemonic() != Mnemonic.INVALID;
  }

  boolean isNone() {
    return name.equals(theirs.name()) && (name.isEmpty() || sameLength());
  }

  boolean sameLength() {
    return ours.length() == theirs.length();
  }

  /** What it is about, without the piece of code. */
  String kind() {
    if (!theirs.isDefined()) {
      return "defined here only: " + name;
    }
    if (!isDefinedHere()) {
      return "defined there only: " + theirs.name() + " " + theirs.extension();
    }
    return name.equals(theirs.name())
        ? "lengths of " + name
        : "names: " + name + ", " + theirs.name() + " " + theirs.extension();
  }

  String example() {
    return codeBits
        + " bits: "
        + HexFormat.of().formatHex(code)
        + " (lengths "
        + ours.length()
        + ", "
        + theirs.length()
        + ")";
  }
}
