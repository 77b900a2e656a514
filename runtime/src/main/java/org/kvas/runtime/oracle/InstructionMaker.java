package org.kvas.runtime.oracle;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.oracle.Encoding.Form;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;

/** Fills encodings with random registers, addresses and constants. */
final class InstructionMaker {
  private static final int ATTEMPTS = 40;
  private static final int LONGEST = 15;
  private static final int[] SEGMENT_PREFIXES = {0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65};
  private static final int ADDRESS_SIZE = 0x67;
  private static final int LOCK = 0xf0;
  private static final int REX = 0x40;
  private static final byte VEX2 = (byte) 0xc5;

  private final Decoder decoder;
  private final int codeBits;
  private final SplittableRandom random;
  private final byte[] bytes = new byte[40];

  /** Where the displacement or the immediate begins. */
  private int tail;

  InstructionMaker(Decoder decoder, int codeBits, SplittableRandom random) {
    this.decoder = decoder;
    this.codeBits = codeBits;
    this.random = random;
  }

  /** Null where the encoding stands for another shape whatever the rest of it. */
  @Nullable TestInstruction make(Encoding encoding, Shape shape) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      fill(encoding, attempt > ATTEMPTS / 2);
      Instruction decoded = decode();
      if (decoded.mnemonic() != Mnemonic.INVALID && Shape.of(decoded).equals(shape)) {
        decoded = aim(encoding, decoded);
        if (decoded.length() <= LONGEST && !jumpsIntoItself(decoded)) {
          return new TestInstruction(Arrays.copyOf(bytes, decoded.length()), decoded, shape);
        }
      }
    }
    return null;
  }

  private Instruction decode() {
    return decoder.decode(bytes, 0, bytes.length, codeBits);
  }

  private void fill(Encoding encoding, boolean plain) {
    for (int i = 0; i < bytes.length; i += 8) {
      put(i, random.nextLong(), 8);
    }
    int at = plain ? 0 : prefixes(encoding);
    at = putOpcode(at, encoding, plain);
    tail = at;
    if (encoding.form() == Form.REGISTER) {
      bytes[at++] = (byte) (0xc0 | encoding.reg() << 3 | encoding.rm());
      tail = at;
    } else if (encoding.form() == Form.MEMORY) {
      memory(encoding, at);
    }
    immediate(encoding.form() == Form.MEMORY ? tail + 4 : tail);
    if (encoding.form() == Form.MEMORY) {
      immediate(tail);
    }
  }

  private int prefixes(Encoding encoding) {
    int at = 0;
    if (codeBits == 64 && encoding.prefixes().length > 0 && random.nextInt(24) == 0) {
      bytes[at++] = (byte) (REX | random.nextInt(16)); // ignored, as another prefix follows
    }
    if (random.nextInt(24) == 0) {
      bytes[at++] = (byte) SEGMENT_PREFIXES[random.nextInt(SEGMENT_PREFIXES.length)];
    }
    if (random.nextInt(24) == 0) {
      bytes[at++] = ADDRESS_SIZE;
    }
    if (encoding.form() == Form.MEMORY && !encoding.isVex() && random.nextInt(12) == 0) {
      bytes[at++] = (byte) LOCK;
    }
    return at;
  }

  private int putOpcode(int start, Encoding encoding, boolean plain) {
    int rex = encoding.wide() ? 0x48 : 0;
    if (codeBits == 64 && !plain && random.nextInt(3) != 0) {
      rex |= 0x40 | random.nextInt(8);
    }
    byte[] opcode = new byte[8];
    int length = EncodedInstruction.putOpcode(opcode, encoding, rex);
    if (encoding.isVex() && !plain) {
      extendVex(opcode);
    }
    if (encoding.isVex() && hasShortForm(opcode) && random.nextBoolean()) {
      opcode = new byte[] {VEX2, (byte) (opcode[1] & 0x80 | opcode[2] & 0x7f), opcode[3]};
      length = opcode.length;
    }
    System.arraycopy(opcode, 0, bytes, start, length);
    return start + length;
  }

  /** Of map 1, neither VEX.X nor VEX.B (both inverted), not VEX.W: two bytes do. */
  private static boolean hasShortForm(byte[] opcode) {
    return (opcode[1] & 0x7f) == 0x61 && opcode[2] >= 0;
  }

  private void extendVex(byte[] opcode) {
    int extension = codeBits == 64 ? random.nextInt(8) << 5 : 0xe0;
    int register = codeBits == 64 ? random.nextInt(16) : 8 | random.nextInt(8);
    opcode[1] = (byte) (opcode[1] & 0x1f | extension);
    if (random.nextInt(4) != 0) {
      opcode[2] = (byte) (opcode[2] & 0x87 | register << 3);
    }
  }

  private void memory(Encoding encoding, int at) {
    int mod = random.nextInt(3);
    int rm = random.nextInt(8);
    bytes[at] = (byte) (mod << 6 | encoding.reg() << 3 | rm);
    tail = at + (rm == 4 ? 2 : 1);
    if (mod == 2 && random.nextInt(4) != 0) {
      put(tail, random.nextInt(-5000, 5000), 4);
    }
  }

  private void immediate(int at) {
    switch (random.nextInt(4)) {
      case 0 -> put(at, random.nextInt(-2, 3), 8);
      case 1 -> put(at, Values.integer(random), 8);
      case 2 -> put(at, random.nextInt(-130, 130), 8);
      default -> {}
    }
  }

  private void put(int at, long value, int size) {
    for (int i = 0; i < size && at + i < bytes.length; i++) {
      bytes[at + i] = (byte) (value >> 8 * i);
    }
  }

  /** Leads addresses without a base, and branches, to where there is something. */
  private Instruction aim(Encoding encoding, Instruction decoded) {
    for (Operand operand : decoded.operands()) {
      if (operand instanceof Operand.Memory memory && random.nextInt(16) != 0) {
        boolean relative = memory.base() == Operand.RIP;
        if (relative || memory.base() == Operand.NO_REGISTER) {
          long origin = relative ? SharedArea.INSTRUCTION_ADDRESS + decoded.length() : 0;
          long target = Addresses.inWindow(random, memory.size()) - origin;
          // an offset of the address size where there is no ModRM
          put(tail, target, encoding.form() == Form.PLAIN ? memory.addressSize() : 4);
        }
      } else if (operand instanceof Operand.Relative && random.nextInt(8) != 0) {
        int size = decoded.length() - tail;
        put(tail, size == 1 ? random.nextInt(-128, 128) : random.nextInt(-1500, 1500), size);
      }
    }
    return decode();
  }

  private static boolean jumpsIntoItself(Instruction decoded) {
    for (Operand operand : decoded.operands()) {
      if (operand instanceof Operand.Relative relative) {
        long end = decoded.length();
        long distance = end + relative.displacement();
        return distance >= 0 && distance < end;
      }
    }
    return false;
  }
}
