package org.kvas.conformance.decoder;

import java.io.IOException;

/** Where pieces of code come from. */
interface WindowSource {
  interface Receiver {
    void take(byte[] code, int offset) throws IOException;
  }

  void sendTo(Receiver receiver) throws IOException;
}
