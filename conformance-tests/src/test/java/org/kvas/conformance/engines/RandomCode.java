package org.kvas.conformance.engines;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.kvas.conformance.engines.Encodings.Encoding;
import org.kvas.conformance.engines.Encodings.Operands;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Feature;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;

/** Random instructions of one code size, with a liking for what programs are made of. */
final class RandomCode {
  private static final int LONGEST = 15;
  private static final int[] SEGMENT_PREFIXES = {0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65};

  /** How often each family comes. */
  private static final Map<Family, Integer> WEIGHTS = weights();

  private final Decoder decoder;

  /** A family's encodings by mnemonic, as often as the family's weight says. */
  private final List<List<List<Encoding>>> lots = new ArrayList<>();

  /** All encodings by mnemonic, each mnemonic once. */
  private final List<List<Encoding>> every = new ArrayList<>();

  private final Set<Mnemonic> mnemonics = EnumSet.noneOf(Mnemonic.class);
  private final int codeBits;

  RandomCode(Set<Feature> features, int codeBits) {
    this.codeBits = codeBits;
    decoder = new Decoder(features);
    Encodings encodings = new Encodings(decoder, codeBits);
    WEIGHTS.forEach(
        (family, weight) -> {
          List<List<Encoding>> found = List.copyOf(encodings.of(family).values());
          if (weight != 0) {
            every.addAll(found);
            mnemonics.addAll(encodings.of(family).keySet());
          }
          if (!found.isEmpty()) {
            lots.addAll(Collections.nCopies(weight, found));
          }
        });
  }

  private static Map<Family, Integer> weights() {
    Map<Family, Integer> weights = new EnumMap<>(Family.class);
    for (Family family : Family.values()) {
      weights.put(
          family,
          switch (family) {
            case BINARY_ALU, MOVE -> 140;
            case BRANCH, STACK -> 100;
            case SHIFT, CONDITIONAL, BIT -> 60;
            case UNARY_ALU, MULTIPLY_DIVIDE, X87 -> 40;
            case AVX -> 60;
            case ATOMIC, STRING, FLAG, SSE_MOVE, SSE_FLOAT, SSE_INTEGER, SSE_CRYPTOGRAPHY -> 35;
            case CONVERT, DOUBLE_SHIFT -> 20;
            case DECIMAL, HINT, MMX -> 10;
            case SEGMENT, SYSTEM, PORT_IO, STATE_SAVE -> 4;
            case FAR_TRANSFER -> 2;
            case INVALID -> 0;
          });
    }
    return weights;
  }

  int codeBits() {
    return codeBits;
  }

  /** All that there are in this code size. */
  Set<Mnemonic> mnemonics() {
    return mnemonics;
  }

  Decoder decoder() {
    return decoder;
  }

  /**
   * One instruction, now and then one that does not exist; a repeated string instruction with a
   * small count before it.
   */
  byte[] instruction(Random random) {
    while (true) {
      byte[] bytes = candidate(random);
      Instruction instruction = decoder.decode(bytes, 0, bytes.length, codeBits);
      boolean exists = instruction.mnemonic() != Mnemonic.INVALID;
      if (!exists && random.nextInt(300) != 0 || instruction == Decoder.TRUNCATED) {
        continue;
      }
      byte[] exact = Arrays.copyOf(bytes, Math.max(1, Math.min(instruction.length(), LONGEST)));
      boolean repeats =
          instruction.mnemonic().family() == Family.STRING
              && (instruction.has(Instruction.PREFIX_REP)
                  || instruction.has(Instruction.PREFIX_REPNE));
      return repeats ? withSmallCount(exact) : exact;
    }
  }

  /** AND ECX, 1Fh first. */
  private byte[] withSmallCount(byte[] instruction) {
    byte[] and =
        codeBits == 16
            ? new byte[] {0x66, (byte) 0x83, (byte) 0xe1, 0x1f}
            : new byte[] {(byte) 0x83, (byte) 0xe1, 0x1f};
    byte[] both = Arrays.copyOf(and, and.length + instruction.length);
    System.arraycopy(instruction, 0, both, and.length, instruction.length);
    return both;
  }

  private byte[] candidate(Random random) {
    Encoding encoding = encoding(random);
    byte[] bytes = new byte[40];
    random.nextBytes(bytes);
    int at = prefixes(random, encoding, bytes);
    for (int b : encoding.isVex() ? vex(random, encoding) : encoding.bytes()) {
      bytes[at++] = (byte) b;
    }
    if (encoding.operands() == Operands.REGISTER) {
      int rm = encoding.rm() < 0 ? random.nextInt(8) : encoding.rm();
      bytes[at] = (byte) (0xc0 | encoding.reg() << 3 | rm);
    } else if (encoding.operands() == Operands.MEMORY) {
      memory(random, encoding, bytes, at);
    } else if (random.nextInt(3) != 0) {
      smallNumber(random, bytes, at);
    }
    return bytes;
  }

  private Encoding encoding(Random random) {
    List<List<Encoding>> mnemonics =
        random.nextInt(6) == 0 ? every : lots.get(random.nextInt(lots.size()));
    List<Encoding> found = mnemonics.get(random.nextInt(mnemonics.size()));
    return found.get(random.nextInt(found.size()));
  }

  private int prefixes(Random random, Encoding encoding, byte[] bytes) {
    int at = 0;
    if (random.nextInt(12) == 0) {
      bytes[at++] = (byte) SEGMENT_PREFIXES[random.nextInt(SEGMENT_PREFIXES.length)];
    }
    if (random.nextInt(20) == 0) {
      bytes[at++] = 0x67;
    }
    if (encoding.isVex() && random.nextInt(200) != 0) {
      return at; // no other prefix goes with VEX
    }
    if (random.nextInt(7) == 0) {
      bytes[at++] = 0x66;
    }
    if (random.nextInt(25) == 0) {
      bytes[at++] = (byte) 0xf0;
    }
    if (encoding.prefix() != 0) {
      bytes[at++] = (byte) encoding.prefix();
    }
    if (codeBits == 64 && random.nextInt(5) < 3) {
      bytes[at++] = (byte) (0x40 | random.nextInt(16));
    }
    return at;
  }

  /** Other registers, and the two-byte prefix where it will do. */
  private int[] vex(Random random, Encoding encoding) {
    int[] bytes = encoding.bytes().clone();
    if (codeBits == 64) {
      bytes[1] ^= random.nextInt(8) << 5;
    }
    if (random.nextInt(3) != 0) {
      bytes[2] ^= random.nextInt(16) << 3;
    }
    boolean brief = (bytes[1] & 0x7f) == 0x61 && (bytes[2] & 0x80) == 0;
    return brief && random.nextBoolean()
        ? new int[] {0xc5, bytes[1] & 0x80 | bytes[2], bytes[3]}
        : bytes;
  }

  private void memory(Random random, Encoding encoding, byte[] bytes, int at) {
    int mod = random.nextInt(3);
    int rm = random.nextInt(8);
    bytes[at] = (byte) (mod << 6 | encoding.reg() << 3 | rm);
    boolean sib = codeBits != 16 && rm == 4;
    int displacement = at + (sib ? 2 : 1);
    if (codeBits == 16) {
      return;
    }
    boolean absolute = mod == 0 && (rm == 5 || sib && (bytes[at + 1] & 7) == 5);
    if (absolute || random.nextInt(3) != 0) {
      // addresses in the memory that is there, or close to the instruction
      int value =
          random.nextInt(GuestImage.MEMORY)
              - (codeBits == 64 && random.nextBoolean() ? GuestImage.MEMORY / 2 : 0);
      put32(bytes, displacement, value);
      if (mod == 1) {
        bytes[displacement] = (byte) value;
      }
      smallNumber(random, bytes, displacement + (mod == 1 ? 1 : 4));
    }
  }

  private static void smallNumber(Random random, byte[] bytes, int at) {
    put32(bytes, at, random.nextInt(4) == 0 ? 1 << random.nextInt(32) : random.nextInt(-20, 70));
  }

  private static void put32(byte[] bytes, int at, int value) {
    for (int i = 0; i < 4; i++) {
      bytes[at + i] = (byte) (value >> 8 * i);
    }
  }
}
