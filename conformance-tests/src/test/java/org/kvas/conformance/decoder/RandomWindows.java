package org.kvas.conformance.decoder;

import java.io.IOException;
import java.util.SplittableRandom;

/**
 * Random bytes: half of them uniformly random, half drawn to where there is much to decide: several
 * prefixes, VEX and EVEX prefixes, the opcode maps behind escapes, x87.
 */
final class RandomWindows implements WindowSource {
  private static final int[] PREFIXES = {
    0x66, 0x66, 0xf2, 0xf3, 0xf2, 0xf3, 0x67, 0xf0, 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65
  };

  private final int number;
  private final int codeBits;
  private final SplittableRandom random;
  private final byte[] bytes = new byte[CodeWindows.SIZE];

  RandomWindows(int number, int codeBits, long seed) {
    this.number = number;
    this.codeBits = codeBits;
    random = new SplittableRandom(seed + codeBits);
  }

  @Override
  public void sendTo(Receiver receiver) throws IOException {
    for (int i = 0; i < number; i++) {
      random.nextBytes(bytes);
      if ((i & 1) != 0) {
        direct(i >> 1 & 7);
      }
      receiver.take(bytes, 0);
    }
  }

  private void direct(int kind) {
    switch (kind) {
      case 0 -> prefixes(0, 1 + random.nextInt(4));
      case 1 -> prefixes(0, 10 + random.nextInt(6));
      case 2 -> vex(prefixes(0, random.nextInt(20) / 19));
      case 3 -> bytes[prefixes(0, random.nextInt(20) / 19)] = 0x62;
      case 4 -> opcode(0x0f);
      case 5 -> opcode(0x0f, 0x38);
      case 6 -> opcode(0x0f, 0x3a);
      default -> opcode(0xd8 + random.nextInt(8));
    }
  }

  /** A mandatory prefix as often as not. */
  private void opcode(int... opcode) {
    int at = prefixes(0, random.nextInt(2));
    for (int b : opcode) {
      bytes[at++] = (byte) b;
    }
  }

  /**
   * @return where they end
   */
  private int prefixes(int at, int count) {
    int end = Math.min(at + count, bytes.length);
    for (int i = at; i < end; i++) {
      boolean rex = codeBits == 64 && random.nextInt(5) == 0;
      int prefix = rex ? 0x40 | random.nextInt(16) : PREFIXES[random.nextInt(PREFIXES.length)];
      bytes[i] = (byte) prefix;
    }
    return end;
  }

  /** Of the opcode maps that there are, mostly with a register in vvvv only where one is used. */
  private void vex(int at) {
    boolean unused = random.nextBoolean();
    if (codeBits != 64) {
      bytes[at + 1] |= (byte) 0xc0;
    }
    if (random.nextInt(3) == 0) {
      bytes[at] = (byte) 0xc5;
      bytes[at + 1] |= (byte) (unused ? 0x78 : 0);
    } else {
      bytes[at] = (byte) 0xc4;
      bytes[at + 1] = (byte) (bytes[at + 1] & 0xe0 | 1 + random.nextInt(3));
      bytes[at + 2] |= (byte) (unused ? 0x78 : 0);
    }
  }
}
