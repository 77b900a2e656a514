package org.kvas.translator.x86.semantics.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One block of SHA-1 and of SHA-256 made of rounds, against the JDK's. */
class ShaTest {
  private static final String MESSAGE = "The quick brown fox jumps over the lazy dog";

  /** The padded message as big-endian words. */
  private static int[] words() {
    byte[] message = MESSAGE.getBytes(StandardCharsets.US_ASCII);
    byte[] block = Arrays.copyOf(message, 64);
    block[message.length] = (byte) 0x80;
    block[63] = (byte) (8 * message.length);
    block[62] = (byte) (8 * message.length >>> 8);
    int[] words = new int[16];
    ByteBuffer.wrap(block).asIntBuffer().get(words);
    return words;
  }

  private static byte[] digest(String algorithm) throws NoSuchAlgorithmException {
    return MessageDigest.getInstance(algorithm).digest(MESSAGE.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] bytes(int... words) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * words.length);
    for (int word : words) {
      buffer.putInt(word);
    }
    return buffer.array();
  }

  private static Block plus(Block a, Block b) {
    return Block.of(
        (int) a.low() + (int) b.low(),
        high(a.low()) + high(b.low()),
        (int) a.high() + (int) b.high(),
        high(a.high()) + high(b.high()));
  }

  private static int high(long a) {
    return (int) (a >>> 32);
  }

  private static Block sha1Message(Block[] w, int i) {
    Block first = Sha1.message1(w[i - 4].low(), w[i - 4].high(), w[i - 3].high());
    long low = first.low() ^ w[i - 2].low();
    long high = first.high() ^ w[i - 2].high();
    return Sha1.message2(low, high, w[i - 1].low(), w[i - 1].high());
  }

  @Test
  void sha1() throws NoSuchAlgorithmException {
    int[] words = words();
    Block[] w = new Block[20];
    for (int i = 0; i < 20; i++) {
      w[i] =
          i < 4
              ? Block.of(words[4 * i + 3], words[4 * i + 2], words[4 * i + 1], words[4 * i])
              : sha1Message(w, i);
    }
    Block start = Block.of(0x1032_5476, 0x98ba_dcfe, 0xefcd_ab89, 0x6745_2301);
    Block state = start;
    Block previous = start;
    long messageHigh = w[0].high() + (0xc3d2_e1f0L << 32);
    for (int i = 0; i < 20; i++) {
      if (i > 0) {
        messageHigh = Sha1.nextE(previous.high(), w[i].high());
      }
      previous = state;
      state = Sha1.rounds(state.low(), state.high(), w[i].low(), messageHigh, i / 5);
    }
    long e = Sha1.nextE(previous.high(), 0xc3d2_e1f0L << 32);
    Block sum = plus(state, start);
    assertThat(bytes(high(sum.high()), (int) sum.high(), high(sum.low()), (int) sum.low(), high(e)))
        .isEqualTo(digest("SHA-1"));
  }

  /** Fractional parts of the cube roots of the first 64 primes. FIPS 180-4, 4.2.2. */
  private static int[] constants() {
    int[] constants = new int[64];
    int n = 0;
    for (int p = 2; n < 64; p++) {
      int candidate = p;
      if (IntStream.range(2, p).allMatch(d -> candidate % d != 0)) {
        constants[n++] = (int) cubeRootBits(p);
      }
    }
    return constants;
  }

  /** {@code floor(cbrt(p) * 2^32)}. */
  private static long cubeRootBits(int p) {
    BigInteger target = BigInteger.valueOf(p).shiftLeft(96);
    long root = 0;
    for (int bit = 35; bit >= 0; bit--) {
      long trial = root | 1L << bit;
      if (BigInteger.valueOf(trial).pow(3).compareTo(target) <= 0) {
        root = trial;
      }
    }
    return root;
  }

  private static Block sha256Message(Block[] w, int i) {
    Block first = Sha256.message1(w[i - 4].low(), w[i - 4].high(), w[i - 3].low());
    Block w9 =
        Block.of(
            high(w[i - 2].low()),
            (int) w[i - 2].high(),
            high(w[i - 2].high()),
            (int) w[i - 1].low());
    Block sum = plus(first, w9);
    return Sha256.message2(sum.low(), sum.high(), w[i - 1].high());
  }

  @Test
  void sha256() throws NoSuchAlgorithmException {
    int[] words = words();
    int[] k = constants();
    Block[] w = new Block[16];
    Block abef = Block.of(0x9b05_688c, 0x510e_527f, 0xbb67_ae85, 0x6a09_e667);
    Block cdgh = Block.of(0x5be0_cd19, 0x1f83_d9ab, 0xa54f_f53a, 0x3c6e_f372);
    Block abefStart = abef;
    Block cdghStart = cdgh;
    for (int i = 0; i < 16; i++) {
      w[i] =
          i < 4
              ? Block.of(words[4 * i], words[4 * i + 1], words[4 * i + 2], words[4 * i + 3])
              : sha256Message(w, i);
      Block sum = plus(w[i], Block.of(k[4 * i], k[4 * i + 1], k[4 * i + 2], k[4 * i + 3]));
      for (long pair : new long[] {sum.low(), sum.high()}) {
        Block next = Sha256.rounds(cdgh.low(), cdgh.high(), abef.low(), abef.high(), pair);
        cdgh = abef;
        abef = next;
      }
    }
    abef = plus(abef, abefStart);
    cdgh = plus(cdgh, cdghStart);
    assertThat(
            bytes(
                high(abef.high()),
                (int) abef.high(),
                high(cdgh.high()),
                (int) cdgh.high(),
                high(abef.low()),
                (int) abef.low(),
                high(cdgh.low()),
                (int) cdgh.low()))
        .isEqualTo(digest("SHA-256"));
  }
}
