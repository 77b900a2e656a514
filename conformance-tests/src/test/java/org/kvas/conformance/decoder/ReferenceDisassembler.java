package org.kvas.conformance.decoder;

import java.io.IOException;
import java.util.function.Consumer;

/** Another's disassembler, fetched or installed by name. */
interface ReferenceDisassembler {
  /** Says what each of the pieces of code starts with. */
  void read(CodeWindows windows, int codeBits, Consumer<ReferenceInstruction> to)
      throws IOException;
}
