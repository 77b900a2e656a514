package org.kvas.conformance.decoder;

/**
 * What another disassembler says of the bytes at an offset.
 *
 * @param length in bytes
 * @param name the mnemonic, as that disassembler writes it; empty where it finds none
 * @param extension that the instruction belongs to, empty if it does not tell
 */
record ReferenceInstruction(int offset, int length, String name, String extension) {
  boolean isDefined() {
    return !name.isEmpty();
  }
}
