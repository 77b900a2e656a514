package org.kvas.conformance.decoder;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Asks without the REX prefixes that another prefix follows, which have no effect: objdump shows
 * them as instructions of their own, and forgets the prefixes before.
 */
record DeadPrefixes(ReferenceDisassembler inner) implements ReferenceDisassembler {
  private static final int LONGEST = 15;
  private static final byte NOP = (byte) 0x90;

  @Override
  public void read(CodeWindows windows, int codeBits, Consumer<ReferenceInstruction> to)
      throws IOException {
    if (codeBits != 64) {
      inner.read(windows, codeBits, to);
      return;
    }
    CodeWindows shorter = new CodeWindows(windows.count());
    byte[] dropped = new byte[windows.count()];
    for (int i = 0; i < dropped.length; i++) {
      byte[] code = windows.get(i);
      dropped[i] = (byte) drop(code);
      shorter.add(code, 0);
    }
    int[] taken = {0};
    inner.read(shorter, codeBits, theirs -> to.accept(longer(theirs, dropped[taken[0]++])));
  }

  private static ReferenceInstruction longer(ReferenceInstruction theirs, int bytes) {
    int length = theirs.length() + bytes;
    return theirs.isDefined() && length <= LONGEST
        ? new ReferenceInstruction(length, theirs.name(), theirs.extension())
        : ReferenceInstruction.UNDEFINED;
  }

  /**
   * @return how many
   */
  private static int drop(byte[] code) {
    int end = 0;
    while (end < code.length && Prefixed.isPrefix(code[end], true)) {
      end++;
    }
    int kept = 0;
    for (int i = 0; i < code.length; i++) {
      if (i >= end - 1 || !Prefixed.isRex(code[i], true)) {
        code[kept++] = code[i];
      }
    }
    int dropped = code.length - kept;
    Arrays.fill(code, kept, code.length, NOP);
    return dropped;
  }
}
