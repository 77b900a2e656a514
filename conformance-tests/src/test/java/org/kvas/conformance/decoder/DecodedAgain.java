package org.kvas.conformance.decoder;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Feature;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;

/** What would differ if the code were a little different. */
final class DecodedAgain {
  private static final byte NOP = (byte) 0x90;

  private final Decoder decoder = new Decoder(EnumSet.allOf(Feature.class));
  private final MnemonicNames names = new MnemonicNames();

  /**
   * Without one of the prefixes, -1 for REX, and without REX prefixes that have no effect; empty
   * where it is not there.
   */
  Optional<Difference> without(int prefix, Difference difference) {
    byte[] code = difference.code().clone();
    int end = Prefixed.of(difference).opcode();
    int kept = 0;
    boolean longMode = difference.codeBits() == 64;
    for (int i = 0; i < code.length; i++) {
      boolean rex = Prefixed.isRex(code[i], longMode);
      boolean unwanted = rex ? prefix < 0 || i < end - 1 : (code[i] & 0xff) == prefix;
      if (i >= end || !unwanted) {
        code[kept++] = code[i];
      }
    }
    int dropped = code.length - kept;
    Arrays.fill(code, kept, code.length, NOP);
    return dropped == 0 ? Optional.empty() : Optional.of(again(difference, code, dropped));
  }

  private Difference again(Difference difference, byte[] code, int shorter) {
    Instruction ours = decoder.decode(code, 0, code.length, difference.codeBits());
    ReferenceInstruction theirs = difference.theirs();
    return new Difference(
        code,
        difference.codeBits(),
        ours,
        ours.mnemonic() == Mnemonic.INVALID ? "" : names.of(ours),
        new ReferenceInstruction(theirs.length() - shorter, theirs.name(), theirs.extension()));
  }
}
