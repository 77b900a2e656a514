package org.kvas.conformance.decoder;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Feature;

/** Programs from the first to the last byte, instruction by instruction. */
record ProgramWindows(List<Program> programs, int codeBits) implements WindowSource {
  @Override
  public void sendTo(Receiver receiver) throws IOException {
    for (Program program : programs) {
      for (byte[] code : program.code()) {
        send(code, receiver);
      }
    }
  }

  private void send(byte[] code, Receiver receiver) throws IOException {
    Decoder decoder = new Decoder(EnumSet.allOf(Feature.class));
    byte[] padded = Arrays.copyOf(code, code.length + CodeWindows.SIZE);
    for (int offset = 0; offset < code.length; ) {
      receiver.take(padded, offset);
      offset += Math.max(1, decoder.decode(padded, offset, padded.length, codeBits).length());
    }
  }
}
