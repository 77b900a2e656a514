package org.kvas.runtime.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BatchedOutputTest {
  private static final int FLOOD = 1_000_000;

  /** Counts the pieces it gets. */
  private static final class Pieces extends OutputStream {
    final ByteArrayOutputStream all = new ByteArrayOutputStream();
    int count;

    @Override
    public void write(int value) {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      count++;
      all.write(bytes, offset, length);
    }
  }

  @Test
  void floodKeepsItsOrderAndIsGathered() {
    Pieces pieces = new Pieces();
    BatchedOutput output = new BatchedOutput(pieces, "test");
    for (int i = 0; i < FLOOD; i++) {
      output.write(i * 31 >> 3);
    }
    output.close();
    byte[] all = pieces.all.toByteArray();
    assertThat(all).hasSize(FLOOD);
    for (int i = 0; i < FLOOD; i++) {
      if (all[i] != (byte) (i * 31 >> 3)) {
        throw new AssertionError("byte " + i + " is out of order");
      }
    }
    assertThat(pieces.count).isLessThan(FLOOD / 100);
  }

  @Test
  void oneByteComesOutUnasked() throws InterruptedException {
    CountDownLatch out = new CountDownLatch(1);
    BatchedOutput output =
        new BatchedOutput(
            new OutputStream() {
              @Override
              public void write(int value) {
                out.countDown();
              }
            },
            "test");
    output.write('x');
    assertThat(out.await(5, TimeUnit.SECONDS)).isTrue();
    output.close();
  }

  @Test
  void closedPipeHoldsNothingUp() {
    BatchedOutput output =
        new BatchedOutput(
            new OutputStream() {
              @Override
              public void write(int value) throws IOException {
                throw new IOException("Broken pipe");
              }
            },
            "test");
    for (int i = 0; i < FLOOD; i++) {
      output.write('x');
    }
    output.flush();
    output.close();
  }
}
