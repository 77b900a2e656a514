package org.kvas.conformance.decoder;

/**
 * What another disassembler says of some bytes.
 *
 * @param length in bytes
 * @param name the mnemonic, as {@link MnemonicNames} spells it; empty where it finds none
 * @param extension that the instruction belongs to, empty if it does not tell
 */
record ReferenceInstruction(int length, String name, String extension) {
  static final ReferenceInstruction UNDEFINED = new ReferenceInstruction(0, "", "");

  boolean isDefined() {
    return !name.isEmpty();
  }
}
