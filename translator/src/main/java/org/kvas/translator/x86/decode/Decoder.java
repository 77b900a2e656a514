package org.kvas.translator.x86.decode;

import java.util.List;
import java.util.Set;

/**
 * From bytes to {@link Instruction}, for 16-, 32- and 64-bit code. Reads the opcode maps; holds
 * only which features are there and room to work in, for one thread. EVEX and XOP encodings are not
 * decoded: they are {@link Mnemonic#INVALID}. Whether the mode has VEX prefixes at all (real and
 * virtual-8086 mode do not) is not decided here.
 */
public final class Decoder {
  /** More bytes are needed than there are before the limit. */
  public static final Instruction TRUNCATED = sentinel(0);

  /** More than 15 bytes: raises #GP(0). SDM Vol. 2A, 2.3.11. */
  public static final Instruction TOO_LONG = sentinel(15);

  private final Decoding decoding;

  public Decoder(Set<Feature> features) {
    boolean[] present = new boolean[Feature.values().length];
    features.forEach(feature -> present[feature.ordinal()] = true);
    decoding = new Decoding(present);
  }

  /**
   * Decodes the instruction at {@code bytes[offset]}, reading below {@code limit}.
   *
   * @param codeBits 16, 32 or 64
   * @return the instruction; its mnemonic is {@link Mnemonic#INVALID} for what raises #UD:
   *     undefined, or of a feature that is absent. {@link #TRUNCATED} or {@link #TOO_LONG}
   *     otherwise.
   */
  public Instruction decode(byte[] bytes, int offset, int limit, int codeBits) {
    return decoding.decode(bytes, offset, limit, codeBits);
  }

  private static Instruction sentinel(int length) {
    return new Instruction(Mnemonic.INVALID, length, 64, 4, 8, 0, 0, List.of());
  }
}
