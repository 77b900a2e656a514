package org.kvas.conformance.decoder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Another's disassembler, fetched or installed by name. */
interface ReferenceDisassembler {
  /** Goes through a file from its first byte, instruction after instruction. */
  void sweep(Path file, int codeBits, Consumer<ReferenceInstruction> to) throws IOException;
}
