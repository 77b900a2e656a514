package org.kvas.conformance.engines;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;

/** A program of chance: instructions one after the other, branches leading from one to another. */
final class WanderingCode {
  private final RandomCode code;
  private final Decoder decoder;

  WanderingCode(RandomCode code) {
    this.code = code;
    decoder = code.decoder();
  }

  byte[] program(Random random, int length) {
    List<byte[]> instructions = new ArrayList<>();
    List<Integer> starts = new ArrayList<>();
    int at = 0;
    while (at < length) {
      byte[] instruction = code.instruction(random);
      starts.add(at);
      instructions.add(instruction);
      at += instruction.length;
    }
    byte[] program = new byte[at];
    for (int i = 0; i < instructions.size(); i++) {
      byte[] bytes = instructions.get(i);
      aim(random, bytes, i, starts);
      System.arraycopy(bytes, 0, program, starts.get(i), bytes.length);
    }
    return Arrays.copyOf(program, length);
  }

  /** Points a relative branch at an instruction near by. */
  private void aim(Random random, byte[] bytes, int index, List<Integer> starts) {
    Instruction instruction = decoder.decode(bytes, 0, bytes.length, code.codeBits());
    if (instruction.mnemonic() == Mnemonic.INVALID
        || instruction.operands().isEmpty()
        || !(instruction.operand(0) instanceof Operand.Relative)) {
      return;
    }
    int target = Math.clamp(index + random.nextInt(-9, 14), 0, starts.size() - 1);
    int distance = starts.get(target) - starts.get(index) - bytes.length;
    int size = displacementSize(bytes, instruction);
    if (size == 1 && distance != (byte) distance) {
      distance = 0;
    }
    for (int i = 0; i < size; i++) {
      bytes[bytes.length - size + i] = (byte) (distance >> 8 * i);
    }
  }

  /**
   * Bytes of the displacement that ends a branch: found by changing its second byte from the end.
   */
  private int displacementSize(byte[] bytes, Instruction instruction) {
    byte[] changed = bytes.clone();
    changed[bytes.length - 1] ^= 0x40;
    Instruction other = decoder.decode(changed, 0, changed.length, code.codeBits());
    long difference =
        ((Operand.Relative) instruction.operand(0)).displacement()
            ^ ((Operand.Relative) other.operand(0)).displacement();
    // a sign-extended byte changes its low bits
    return (difference & 0x40) != 0 ? 1 : (difference & 0x4000) != 0 ? 2 : 4;
  }
}
