package org.kvas.conformance.decoder;

import java.io.IOException;
import java.util.List;

/** Something that is made of code. */
interface Program {
  /** Its pieces that are. */
  List<byte[]> code() throws IOException;
}
