package org.kvas.runtime.vcpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.cache.Block;
import org.kvas.runtime.cache.BlockEnd;
import org.kvas.runtime.cache.CodePage;
import org.kvas.runtime.cache.IndirectTargets;
import org.kvas.runtime.interpret.OperationFamily;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.HostMemory;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;

/** Decodes the block at an address into operations. */
final class BlockDecoder {
  private static final int PAGE = 4096;
  private static final int LONGEST_INSTRUCTION = 15;
  private static final int MOST_INSTRUCTIONS = 64;
  private static final int WINDOW = 256;

  private final Decoder decoder;
  private final OperationFamily operations;
  private final AddressSpace space;
  private final byte[] bytes = new byte[WINDOW];
  private final Operation[] found = new Operation[MOST_INSTRUCTIONS];
  private final short[] starts = new short[MOST_INSTRUCTIONS + 1];

  BlockDecoder(Decoder decoder, OperationFamily operations, AddressSpace space) {
    this.decoder = decoder;
    this.operations = operations;
    this.space = space;
  }

  /**
   * Where the page behind the block's page comes from, asked only when an instruction crosses the
   * border; may raise #PF.
   */
  @FunctionalInterface
  interface NextPage {
    CodePage fetch();
  }

  Block decode(CodePage page, int offset, int mode, NextPage next) {
    int available = Math.min(WINDOW, PAGE - offset);
    read(page, offset, bytes, 0, available);
    int codeBits = ExecutionMode.codeBits(mode);
    int count = 0;
    int at = 0;
    Instruction last = null;
    while (count < MOST_INSTRUCTIONS) {
      Instruction instruction = decoder.decode(bytes, at, available, codeBits);
      if (instruction == Decoder.TRUNCATED) {
        break;
      }
      last = instruction;
      found[count] = operation(instruction, mode, at);
      starts[count++] = (short) at;
      at += instruction.length();
      if (endsBlock(instruction)) {
        break;
      }
    }
    if (last == null) {
      return crossing(page, offset, mode, next.fetch());
    }
    starts[count] = (short) at;
    return block(page, offset, mode, count, last, null);
  }

  /** The instruction that was decoded at an address before, as it stands there now. */
  Instruction instruction(CodePage page, int offset, int mode, NextPage next) {
    int available = Math.min(LONGEST_INSTRUCTION, PAGE - offset);
    read(page, offset, bytes, 0, available);
    Instruction instruction = decoder.decode(bytes, 0, available, ExecutionMode.codeBits(mode));
    return instruction == Decoder.TRUNCATED
        ? crossingInstruction(page, offset, mode, next.fetch())
        : instruction;
  }

  private Instruction crossingInstruction(CodePage page, int offset, int mode, CodePage second) {
    int first = PAGE - offset;
    read(page, offset, bytes, 0, first);
    read(second, 0, bytes, first, LONGEST_INSTRUCTION);
    return decoder.decode(bytes, 0, first + LONGEST_INSTRUCTION, ExecutionMode.codeBits(mode));
  }

  private Block crossing(CodePage page, int offset, int mode, CodePage second) {
    Instruction instruction = crossingInstruction(page, offset, mode, second);
    found[0] = operation(instruction, mode, 0);
    starts[0] = 0;
    starts[1] = (short) instruction.length();
    return block(page, offset, mode, 1, instruction, second);
  }

  private Operation operation(Instruction instruction, int mode, int offset) {
    return instruction == Decoder.TOO_LONG
        ? TOO_LONG
        : operations.create(instruction, mode, offset);
  }

  private Block block(
      CodePage page, int offset, int mode, int count, Instruction last, @Nullable CodePage second) {
    IndirectTargets indirect =
        isIndirect(last) ? page.indirectTargets(offset + starts[count - 1]) : null;
    return new Block(
        offset,
        mode,
        Arrays.copyOf(found, count),
        Arrays.copyOf(starts, count + 1),
        end(last),
        second,
        indirect);
  }

  private static BlockEnd end(Instruction last) {
    if (!endsBlock(last)) {
      return BlockEnd.STRAIGHT;
    }
    return switch (last.mnemonic().family()) {
      case BRANCH -> BlockEnd.BRANCH;
      case STRING -> BlockEnd.STRING;
      default -> BlockEnd.SYSTEM;
    };
  }

  private static boolean isIndirect(Instruction instruction) {
    return (instruction.mnemonic() == Mnemonic.JMP || instruction.mnemonic() == Mnemonic.CALL)
        && !(instruction.operand(0) instanceof Operand.Relative);
  }

  private static boolean endsBlock(Instruction instruction) {
    return instruction.endsBlock() || instruction == Decoder.TOO_LONG;
  }

  private void read(CodePage page, int offset, byte[] into, int at, int length) {
    if (page.host != 0) {
      HostMemory.read(page.host + offset, into, at, length);
    } else {
      for (int i = 0; i < length; i++) {
        into[at + i] = (byte) space.read(page.physical + offset + i, 1);
      }
    }
  }

  /** An instruction of more than 15 bytes: #GP(0). */
  private static final Operation TOO_LONG =
      new Operation() {
        @Override
        public void execute(VcpuState cpu) {
          throw GuestFault.generalProtection(0);
        }
      };
}
