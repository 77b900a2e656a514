package org.kvas.translator.x86.decode;

import static org.kvas.translator.state.VcpuState.DS;
import static org.kvas.translator.state.VcpuState.ES;
import static org.kvas.translator.state.VcpuState.SS;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.kvas.translator.x86.decode.Operand.ControlRegister;
import org.kvas.translator.x86.decode.Operand.DebugRegister;
import org.kvas.translator.x86.decode.Operand.FarPointer;
import org.kvas.translator.x86.decode.Operand.Gpr;
import org.kvas.translator.x86.decode.Operand.Immediate;
import org.kvas.translator.x86.decode.Operand.Memory;
import org.kvas.translator.x86.decode.Operand.Mmx;
import org.kvas.translator.x86.decode.Operand.Relative;
import org.kvas.translator.x86.decode.Operand.SegmentRegister;
import org.kvas.translator.x86.decode.Operand.St;
import org.kvas.translator.x86.decode.Operand.Vector;
import org.kvas.translator.x86.decode.Operand.Vsib;

/** Instructions as text: Intel syntax as objdump writes it. */
public final class Disassembler {
  private static final String[] CONDITIONS = {
    "o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g"
  };
  private static final String[] PREFETCHES = {
    "prefetchnta", "prefetcht0", "prefetcht1", "prefetcht2", "prefetchw", "prefetchwt1"
  };

  /** {@code address} is where the instruction starts; branch targets count from there. */
  public String disassemble(Instruction instruction, long address) {
    if (instruction.mnemonic() == Mnemonic.INVALID) {
      return "(bad)";
    }
    String operands = operands(instruction, address);
    String line = prefixes(instruction) + (isVexForm(instruction) ? "v" : "") + name(instruction);
    return operands.isEmpty()
        ? line
        : String.format("%-6s %s%s", line, operands, comment(instruction, address));
  }

  private static String prefixes(Instruction instruction) {
    boolean compares =
        instruction.mnemonic() == Mnemonic.CMPS || instruction.mnemonic() == Mnemonic.SCAS;
    String repeat =
        compares ? "repz " : instruction.mnemonic().family() == Family.STRING ? "rep " : "";
    return (instruction.has(Instruction.PREFIX_LOCK) ? "lock " : "")
        + (instruction.has(Instruction.PREFIX_REP) ? repeat : "")
        + (instruction.has(Instruction.PREFIX_REPNE) && !repeat.isEmpty() ? "repnz " : "");
  }

  /** The VEX form of an SSE instruction. */
  private static boolean isVexForm(Instruction instruction) {
    return instruction.family() != instruction.mnemonic().family();
  }

  // Names

  private static String name(Instruction instruction) {
    int size = instruction.operandSize();
    String condition = CONDITIONS[instruction.condition()];
    return switch (instruction.mnemonic()) {
      case JCC -> "j" + condition;
      case SETCC -> "set" + condition;
      case CMOVCC -> "cmov" + condition;
      case FCMOVCC -> "fcmov" + floatCondition(instruction.condition());
      case JCXZ ->
          RegisterNames.general(1, instruction.addressSize())
              .replace("cx", "cxz")
              .transform(n -> "j" + n);
      case MOV_SEG, MOV_CR, MOV_DR -> "mov";
      case PUSH_SEG -> "push";
      case POP_SEG -> "pop";
      case JMPF -> "jmp";
      case CALLF -> "call";
      case MOVSD_SSE -> "movsd";
      case PREFETCH -> PREFETCHES[instruction.condition()];
      case ENDBR -> "endbr" + instruction.codeBits();
      case PUSHA, POPA, PUSHF, POPF, IRET, RETF, LEAVE, ENTER, SYSRET, SYSEXIT ->
          lower(instruction) + stackSuffix(instruction, size);
      case FXSAVE, FXRSTOR, XSAVE, XRSTOR, XSAVEC, XSAVEOPT, XSAVES, XRSTORS ->
          lower(instruction) + (size == 8 ? "64" : "");
      case CMPPS -> compare(instruction, "ps");
      case CMPPD -> compare(instruction, "pd");
      case CMPSS -> compare(instruction, "ss");
      case CMPSD_SSE -> compare(instruction, "sd");
      case PCLMULQDQ -> carryLess(instruction);
      default -> lower(instruction);
    };
  }

  private static String lower(Instruction instruction) {
    return instruction.mnemonic().name().toLowerCase(Locale.ROOT);
  }

  /** Shown where the size is not what the mode takes by itself. */
  private static String stackSuffix(Instruction instruction, int size) {
    boolean byDefault64 = instruction.mnemonic().family() == Family.STACK;
    int usual = instruction.codeBits() == 64 ? (byDefault64 ? 8 : 4) : instruction.codeBits() / 8;
    return size == usual ? "" : size == 2 ? "w" : size == 4 ? "d" : "q";
  }

  private static String floatCondition(int condition) {
    return switch (condition) {
      case 10 -> "u";
      case 11 -> "nu";
      case 3, 7 -> "n" + CONDITIONS[condition - 1];
      default -> CONDITIONS[condition];
    };
  }

  /** The SSE forms have the first eight. */
  private static final String[] COMPARISONS = {
    "eq", "lt", "le", "unord", "neq", "nlt", "nle", "ord",
    "eq_uq", "nge", "ngt", "false", "neq_oq", "ge", "gt", "true",
    "eq_os", "lt_oq", "le_oq", "unord_s", "neq_us", "nlt_uq", "nle_uq", "ord_s",
    "eq_us", "nge_uq", "ngt_uq", "false_os", "neq_os", "ge_oq", "gt_oq", "true_us"
  };

  private static String compare(Instruction instruction, String type) {
    return "cmp" + (namesImmediate(instruction) ? COMPARISONS[immediate(instruction)] : "") + type;
  }

  private static String carryLess(Instruction instruction) {
    return switch (immediate(instruction)) {
      case 0x00 -> "pclmullqlqdq";
      case 0x01 -> "pclmulhqlqdq";
      case 0x10 -> "pclmullqhqdq";
      case 0x11 -> "pclmulhqhqdq";
      default -> "pclmulqdq";
    };
  }

  private static int immediate(Instruction instruction) {
    return (int) ((Immediate) instruction.operands().getLast()).value();
  }

  /** Whether the immediate byte is in the name. */
  private static boolean namesImmediate(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case CMPPS, CMPPD, CMPSS, CMPSD_SSE ->
          immediate(instruction) < (isVexForm(instruction) ? COMPARISONS.length : 8);
      case PCLMULQDQ -> (immediate(instruction) & ~0x11) == 0;
      default -> false;
    };
  }

  // Operands

  private static String operands(Instruction instruction, long address) {
    String listed =
        IntStream.range(0, instruction.operands().size() - (namesImmediate(instruction) ? 1 : 0))
            .mapToObj(i -> operand(i, instruction, address))
            .collect(Collectors.joining(","));
    return switch (instruction.mnemonic()) {
      case MOVS -> destination(instruction) + "," + source(instruction);
      case CMPS -> source(instruction) + "," + destination(instruction);
      case STOS -> destination(instruction) + "," + accumulator(instruction);
      case LODS -> accumulator(instruction) + "," + source(instruction);
      case SCAS -> accumulator(instruction) + "," + destination(instruction);
      case INS -> destination(instruction) + ",dx";
      case OUTS -> "dx," + source(instruction);
      case XLAT -> implicit(instruction, instruction.segment(DS), 3);
      case PBLENDVB, BLENDVPS, BLENDVPD -> listed + (isVexForm(instruction) ? "" : ",xmm0");
      case SHA256RNDS2 -> listed + ",xmm0";
      default -> listed;
    };
  }

  private static String accumulator(Instruction instruction) {
    return RegisterNames.general(0, instruction.operandSize());
  }

  private static String source(Instruction instruction) {
    return implicit(instruction, instruction.segment(DS), 6);
  }

  private static String destination(Instruction instruction) {
    return implicit(instruction, ES, 7);
  }

  private static String implicit(Instruction instruction, int segment, int register) {
    return size(instruction.operandSize())
        + RegisterNames.segment(segment)
        + ":["
        + RegisterNames.general(register, instruction.addressSize())
        + "]";
  }

  private static String operand(int position, Instruction instruction, long address) {
    return switch (instruction.operand(position)) {
      case Gpr register -> RegisterNames.of(register);
      case Memory memory -> memory(memory);
      case Immediate immediate ->
          countsOne(immediate, instruction)
              ? "1"
              : "0x" + Long.toHexString(truncate(immediate.value(), immediate.size()));
      case Relative relative -> "0x" + Long.toHexString(target(relative, instruction, address));
      case FarPointer far ->
          "0x" + Integer.toHexString(far.selector()) + ":0x" + Long.toHexString(far.offset());
      case SegmentRegister register -> RegisterNames.segment(register.index());
      case ControlRegister register -> "cr" + register.index();
      case DebugRegister register -> "dr" + register.index();
      case St register -> st(register, position, instruction);
      case Mmx register -> "mm" + register.index();
      case Vector register -> vector(register.index(), register.size());
      case Vsib vsib -> vsib(vsib);
    };
  }

  /** The destination ST(0), and the source where the destination is another, is just "st". */
  private static String st(St register, int position, Instruction instruction) {
    boolean pair = instruction.operands().size() == 2;
    boolean implied = position == 0 || !instruction.operand(0).equals(register);
    return pair && implied && register.index() == 0 ? "st" : "st(" + register.index() + ")";
  }

  private static boolean countsOne(Immediate immediate, Instruction instruction) {
    return immediate.value() == 1 && instruction.mnemonic().family() == Family.SHIFT;
  }

  private static long truncate(long value, int size) {
    return size == 8 ? value : value & (1L << size * 8) - 1;
  }

  private static long target(Relative relative, Instruction instruction, long address) {
    return truncate(address + instruction.length() + relative.displacement(), relative.size());
  }

  private static String memory(Memory memory) {
    boolean hasBase = memory.base() != Operand.NO_REGISTER;
    boolean hasIndex = memory.index() != Operand.NO_REGISTER;
    StringBuilder text = new StringBuilder(size(memory.size()));
    boolean absolute = !hasBase && !hasIndex;
    if (absolute || memory.segment() != defaultSegment(memory)) {
      text.append(RegisterNames.segment(memory.segment())).append(':');
    }
    if (absolute) {
      return text.append("0x")
          .append(Long.toHexString(truncate(memory.displacement(), memory.addressSize())))
          .toString();
    }
    text.append('[');
    if (hasBase) {
      text.append(RegisterNames.general(memory.base(), memory.addressSize()));
    }
    if (hasIndex) {
      text.append(hasBase ? "+" : "")
          .append(RegisterNames.general(memory.index(), memory.addressSize()));
      text.append(memory.addressSize() == 2 ? "" : "*" + (1 << memory.scale()));
    }
    if (memory.displacement() != 0 || !hasBase || memory.base() == Operand.RIP) {
      long d = memory.displacement();
      text.append(d < 0 ? '-' : '+').append("0x").append(Long.toHexString(Math.abs(d)));
    }
    return text.append(']').toString();
  }

  private static String vector(int index, int size) {
    return (size == 32 ? "ymm" : "xmm") + index;
  }

  private static String vsib(Vsib vsib) {
    boolean hasBase = vsib.base() != Operand.NO_REGISTER;
    int usual = vsib.base() == 4 || vsib.base() == 5 ? SS : DS;
    long d = vsib.displacement();
    return size(vsib.size())
        + (vsib.segment() == usual ? "" : RegisterNames.segment(vsib.segment()) + ":")
        + "["
        + (hasBase ? RegisterNames.general(vsib.base(), vsib.addressSize()) + "+" : "")
        + vector(vsib.index(), vsib.indexSize())
        + "*"
        + (1 << vsib.scale())
        + (d == 0 && hasBase ? "" : (d < 0 ? "-" : "+") + "0x" + Long.toHexString(Math.abs(d)))
        + "]";
  }

  /** Where a RIP-relative operand lies. */
  private static String comment(Instruction instruction, long address) {
    for (Operand operand : instruction.operands()) {
      if (operand instanceof Memory memory && memory.base() == Operand.RIP) {
        long effective =
            truncate(address + instruction.length() + memory.displacement(), memory.addressSize());
        return "        # 0x" + Long.toHexString(effective);
      }
    }
    return "";
  }

  private static int defaultSegment(Memory memory) {
    return memory.base() == 4 || memory.base() == 5 ? SS : DS;
  }

  private static String size(int bytes) {
    return switch (bytes) {
      case 1 -> "BYTE PTR ";
      case 2 -> "WORD PTR ";
      case 4 -> "DWORD PTR ";
      case 6 -> "FWORD PTR ";
      case 8 -> "QWORD PTR ";
      case 10 -> "TBYTE PTR ";
      case 16 -> "XMMWORD PTR ";
      case 32 -> "YMMWORD PTR ";
      default -> "";
    };
  }
}
