package org.kvas.translator.x86.semantics.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** AES-128 made of rounds, against the JDK's. */
class AesTest {
  private static final int ROUNDS = 10;

  private final Random random = new Random(1);

  /** Round keys as Intel's AES-NI white paper has them made: AESKEYGENASSIST and shifts. */
  private static long[] schedule(long low, long high) {
    long[] keys = new long[2 * (ROUNDS + 1)];
    keys[0] = low;
    keys[1] = high;
    int roundConstant = 1;
    for (int round = 1; round <= ROUNDS; round++) {
      int word = (int) (Aes.keyGenerationAssist(high, roundConstant) >>> 32);
      int w0 = (int) low ^ word;
      int w1 = (int) (low >>> 32) ^ w0;
      int w2 = (int) high ^ w1;
      int w3 = (int) (high >>> 32) ^ w2;
      low = Block.of(w0, w1, w2, w3).low();
      high = Block.of(w0, w1, w2, w3).high();
      keys[2 * round] = low;
      keys[2 * round + 1] = high;
      roundConstant = roundConstant << 1 ^ (roundConstant & 0x80) * 0x11b >>> 7;
    }
    return keys;
  }

  private static Block encrypt(long[] keys, long low, long high) {
    low ^= keys[0];
    high ^= keys[1];
    for (int round = 1; round < ROUNDS; round++) {
      long first = Aes.encrypt(low, high, 0) ^ keys[2 * round];
      high = Aes.encrypt(low, high, 1) ^ keys[2 * round + 1];
      low = first;
    }
    return new Block(
        Aes.encryptLast(low, high, 0) ^ keys[2 * ROUNDS],
        Aes.encryptLast(low, high, 1) ^ keys[2 * ROUNDS + 1]);
  }

  /** The equivalent inverse cipher, whose round keys go through InvMixColumns. FIPS 197, 5.3.5. */
  private static Block decrypt(long[] keys, long low, long high) {
    low ^= keys[2 * ROUNDS];
    high ^= keys[2 * ROUNDS + 1];
    for (int round = ROUNDS - 1; round > 0; round--) {
      long first = Aes.decrypt(low, high, 0) ^ Aes.inverseMixColumns(keys[2 * round]);
      high = Aes.decrypt(low, high, 1) ^ Aes.inverseMixColumns(keys[2 * round + 1]);
      low = first;
    }
    return new Block(
        Aes.decryptLast(low, high, 0) ^ keys[0], Aes.decryptLast(low, high, 1) ^ keys[1]);
  }

  private static byte[] bytes(long low, long high) {
    return ByteBuffer.allocate(16)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(low)
        .putLong(high)
        .array();
  }

  @Test
  void roundsMakeTheCipher() throws GeneralSecurityException {
    for (int i = 0; i < 100; i++) {
      long keyLow = random.nextLong();
      long keyHigh = random.nextLong();
      long low = random.nextLong();
      long high = random.nextLong();
      Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(bytes(keyLow, keyHigh), "AES"));
      long[] keys = schedule(keyLow, keyHigh);
      Block encrypted = encrypt(keys, low, high);
      assertThat(bytes(encrypted.low(), encrypted.high()))
          .isEqualTo(cipher.doFinal(bytes(low, high)));
      assertThat(decrypt(keys, encrypted.low(), encrypted.high())).isEqualTo(new Block(low, high));
    }
  }
}
