package org.kvas.runtime.oracle;

import static org.kvas.runtime.oracle.OperandMaker.memory;
import static org.kvas.translator.x86.decode.Operand.NO_REGISTER;

import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.decode.Operand.Immediate;
import org.kvas.translator.x86.decode.Operand.Memory;

/**
 * Forms of instructions that mean one thing to Intel and another to AMD. APM is AMD's Architecture
 * Programmer's Manual.
 */
final class AmdForms {
  private static final String NEAR_BRANCH =
      "66h before a near branch in 64-bit mode is ignored by Intel and makes RIP 16 bits wide with"
          + " AMD: SDM Vol. 2A, CALL; APM Vol. 1, Near Branches in 64-Bit Mode";
  private static final String FAR_POINTER =
      "far pointers with offsets of 64 bits are Intel's: SDM Vol. 2A, JMP; APM Vol. 3, JMP (far)";
  private static final String SIGN_EXTENSION =
      "MOVSXD without an extension reads 16 bits with Intel and 32 with AMD: SDM Vol. 2B, MOVSXD";
  private static final String PAUSE_OF_R8 =
      "F3 90 with REX.B is PAUSE with Intel and XCHG with AMD: SDM Vol. 2B, PAUSE";
  private static final String ALIGNMENT =
      "operands of SHA must be aligned with Intel; this one cannot be placed so for certain";
  private static final String DOUBLE_SHIFT =
      "SHLD and SHRD by more than the operand's size leave everything undefined: SDM Vol. 2B, SHLD";

  private static final String REPETITION =
      "a repeat prefix before LOOPE or LOOPNE is ignored by Intel and sets the condition with AMD:"
          + " reserved in SDM Vol. 2A, 2.1.1";
  private static final String PREFETCH =
      "0F 0D with a register is NOP with Intel and undefined with AMD: APM Vol. 3, PREFETCH";
  private static final String WIDE_ELEMENT =
      "VEX.W of VPEXTRD and VPINSRD in 32-bit code is ignored by Intel and undefined with AMD: SDM"
          + " Vol. 2B, PEXTRB/PEXTRD/PEXTRQ";
  private static final String SELECTOR =
      "selectors are pushed as 16 bits by Intel's processors and as 32 by AMD's: SDM Vol. 2B, PUSH";
  private static final String RETURN_ADDRESS =
      "CALL to an address that is not canonical may store where no record shows it";
  private static final String MODE =
      "outside 64-bit mode SYSRET is undefined with Intel and privileged with AMD: APM Vol. 3, SYSRET";
  private static final String LONG_MODE =
      "SYSEXIT is privileged with Intel and undefined in AMD's long mode: APM Vol. 3, SYSEXIT";
  private static final String TRAP =
      "RIP behind INT1 is not seen where a hypervisor intercepts debug exceptions: APM Vol. 2, 15.12.2";

  private static final int OPERAND_SIZE = 0x66;
  private static final int VEX = 0xc4;
  private static final int COUNT_MASK = 0x1f;

  private AmdForms() {}

  /** Why an instruction cannot be compared on AMD's processors, or null. */
  static @Nullable String difference(TestInstruction test) {
    Instruction instruction = test.decoded();
    return switch (instruction.mnemonic()) {
      case JMPF, CALLF, LSS, LFS, LGS -> instruction.operandSize() == 8 ? FAR_POINTER : null;
      case MOVSXD -> instruction.operandSize() == 2 ? SIGN_EXTENSION : null;
      case PAUSE -> extendsRegister(test) ? PAUSE_OF_R8 : null;
      case SHLD, SHRD -> isBeyond(instruction) ? DOUBLE_SHIFT : null;
      case LOOPE, LOOPNE -> repeats(instruction) ? REPETITION : nearBranch(test);
      case NOP -> isPrefetch(test) ? PREFETCH : null;
      case PEXTRD, PINSRD -> isWideVex(test) ? WIDE_ELEMENT : null;
      case PUSH_SEG ->
          instruction.codeBits() == 32 && instruction.operandSize() == 4 ? SELECTOR : null;
      case CALL -> isThroughStack(instruction) ? RETURN_ADDRESS : nearBranch(test);
      case SYSRET -> instruction.codeBits() == 32 ? MODE : null;
      case SYSEXIT -> LONG_MODE;
      case INT1 -> TRAP;
      default -> nearBranch(test) == null ? unaligned(instruction) : nearBranch(test);
    };
  }

  /** Of the SSE instructions whose operand Intel wants aligned, those for which AMD does not. */
  static boolean mustBeAligned(Mnemonic mnemonic) {
    return switch (mnemonic) {
      case SHA1RNDS4, SHA1NEXTE, SHA1MSG1, SHA1MSG2, SHA256RNDS2, SHA256MSG1, SHA256MSG2 -> true;
      default -> false;
    };
  }

  /** Whether it has no memory operand, or one whose base can be set to lead to any address. */
  private static boolean hasFreeBase(Instruction instruction) {
    Memory memory = memory(instruction);
    return memory == null || memory.base() < NO_REGISTER && memory.base() != memory.index();
  }

  private static @Nullable String unaligned(Instruction instruction) {
    return mustBeAligned(instruction.mnemonic()) && !hasFreeBase(instruction) ? ALIGNMENT : null;
  }

  private static @Nullable String nearBranch(TestInstruction test) {
    Instruction instruction = test.decoded();
    return instruction.mnemonic().family() == Family.BRANCH
            && instruction.codeBits() == 64
            && hasOperandSize(test)
        ? NEAR_BRANCH
        : null;
  }

  private static boolean isThroughStack(Instruction instruction) {
    Memory memory = memory(instruction);
    return memory != null && memory.base() == VcpuState.RSP;
  }

  private static boolean repeats(Instruction instruction) {
    return instruction.has(Instruction.PREFIX_REP | Instruction.PREFIX_REPNE);
  }

  private static boolean isBeyond(Instruction instruction) {
    Operand count = instruction.operand(2);
    return count instanceof Immediate immediate
        && (immediate.value() & COUNT_MASK) > 8 * instruction.operandSize();
  }

  private static boolean hasOperandSize(TestInstruction test) {
    for (int i = 0; i < opcode(test); i++) {
      if (test.bytes()[i] == OPERAND_SIZE) {
        return true;
      }
    }
    return false;
  }

  private static boolean extendsRegister(TestInstruction test) {
    int at = opcode(test);
    return at > 0 && (test.bytes()[at - 1] & 0xf1) == 0x41;
  }

  private static boolean isPrefetch(TestInstruction test) {
    int at = opcode(test);
    return test.bytes()[at] == 0x0f && test.bytes()[at + 1] == 0x0d;
  }

  private static boolean isWideVex(TestInstruction test) {
    int at = opcode(test);
    return test.decoded().codeBits() == 32
        && (test.bytes()[at] & 0xff) == VEX
        && test.bytes()[at + 2] < 0;
  }

  /** Where it begins, behind the prefixes. */
  private static int opcode(TestInstruction test) {
    int at = 0;
    while (isPrefix(test.bytes()[at] & 0xff, test.decoded().codeBits())) {
      at++;
    }
    return at;
  }

  private static boolean isPrefix(int value, int codeBits) {
    return switch (value) {
      case 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf0, 0xf2, 0xf3 -> true;
      default -> codeBits == 64 && value >> 4 == 4;
    };
  }
}
