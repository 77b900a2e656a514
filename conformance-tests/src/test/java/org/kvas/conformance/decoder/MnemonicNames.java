package org.kvas.conformance.decoder;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Instruction;

/** Mnemonics spelled in one way, whoever wrote them. */
final class MnemonicNames {
  private static final String[] CONDITIONS = {
    "o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g"
  };

  private static final Map<Integer, String> X87_CONDITIONS =
      Map.of(2, "b", 3, "nb", 4, "e", 5, "ne", 6, "be", 7, "nbe", 10, "u", 11, "nu");

  private static final String[] PREFETCHES = {"nta", "t0", "t1", "t2", "w", "wt1"};

  /** Of string instructions, by operand size. */
  private static final String SIZES = "bw_d___q";

  private static final Map<String, String> SAME =
      Map.ofEntries(
          Map.entry("jz", "je"),
          Map.entry("jnz", "jne"),
          Map.entry("jnb", "jae"),
          Map.entry("jnbe", "ja"),
          Map.entry("jnl", "jge"),
          Map.entry("jnle", "jg"),
          Map.entry("setz", "sete"),
          Map.entry("setnz", "setne"),
          Map.entry("setnb", "setae"),
          Map.entry("setnbe", "seta"),
          Map.entry("setnl", "setge"),
          Map.entry("setnle", "setg"),
          Map.entry("cmovz", "cmove"),
          Map.entry("cmovnz", "cmovne"),
          Map.entry("cmovnb", "cmovae"),
          Map.entry("cmovnbe", "cmova"),
          Map.entry("cmovnl", "cmovge"),
          Map.entry("cmovnle", "cmovg"),
          Map.entry("movabs", "mov"),
          Map.entry("feni8087_nop", "fneni"),
          Map.entry("fdisi8087_nop", "fndisi"),
          Map.entry("fsetpm287_nop", "fnsetpm"),
          Map.entry("fneni(8087", "fneni"),
          Map.entry("fndisi(8087", "fndisi"),
          Map.entry("fnsetpm(287", "fnsetpm"),
          Map.entry("xsaves64", "xsaves"),
          Map.entry("xrstors64", "xrstors"),
          Map.entry("vpcmpestri64", "vpcmpestri"),
          Map.entry("vpcmpestrm64", "vpcmpestrm"),
          Map.entry("pcmpestri64", "pcmpestri"),
          Map.entry("pcmpestrm64", "pcmpestrm"),
          Map.entry("vpcmpestriq", "vpcmpestri"),
          Map.entry("vpcmpestrmq", "vpcmpestrm"),
          Map.entry("pcmpestriq", "pcmpestri"),
          Map.entry("pcmpestrmq", "pcmpestrm"),
          Map.entry("wait", "fwait"),
          Map.entry("xlatb", "xlat"),
          Map.entry("pushfw", "pushf"),
          Map.entry("pushfd", "pushf"),
          Map.entry("pushfq", "pushf"),
          Map.entry("popfd", "popf"),
          Map.entry("popfq", "popf"),
          Map.entry("pushad", "pusha"),
          Map.entry("pushaw", "pusha"),
          Map.entry("popad", "popa"),
          Map.entry("popaw", "popa"),
          Map.entry("iretd", "iret"),
          Map.entry("iretq", "iret"),
          Map.entry("jecxz", "jcxz"),
          Map.entry("jrcxz", "jcxz"),
          Map.entry("endbr64", "endbr"),
          Map.entry("endbr32", "endbr"),
          Map.entry("fxsave64", "fxsave"),
          Map.entry("fxrstor64", "fxrstor"),
          Map.entry("xsave64", "xsave"),
          Map.entry("xrstor64", "xrstor"),
          Map.entry("xsaveopt64", "xsaveopt"),
          Map.entry("xsavec64", "xsavec"),
          Map.entry("sysretq", "sysret"),
          Map.entry("sysexitq", "sysexit"),
          Map.entry("sal", "shl"),
          Map.entry("reservednop", "nop"),
          // hints, which take effect or do not
          Map.entry("cldemote", "nop"),
          Map.entry("prefetchit0", "nop"),
          Map.entry("prefetchit1", "nop"),
          // 3DNow!'s, of which Intel's processors have one
          Map.entry("prefetch", "prefetchw"));

  private final Map<Integer, String> known = new HashMap<>();

  /** That of a decoded instruction. */
  String of(Instruction instruction) {
    int key =
        instruction.mnemonic().ordinal() << 9
            | instruction.condition() << 5
            | instruction.operandSize() << 1
            | (instruction.has(Instruction.PREFIX_VEX) ? 1 : 0);
    return known.computeIfAbsent(key, _ -> name(instruction));
  }

  private static String name(Instruction instruction) {
    String name = legacy(instruction);
    return instruction.family() == Family.AVX && !name.startsWith("v") ? "v" + name : name;
  }

  private static String legacy(Instruction instruction) {
    String name = instruction.mnemonic().name().toLowerCase(Locale.ROOT);
    int condition = instruction.condition();
    char size = SIZES.charAt(instruction.operandSize() - 1);
    return switch (instruction.mnemonic()) {
      case JCC -> "j" + CONDITIONS[condition];
      case SETCC -> "set" + CONDITIONS[condition];
      case CMOVCC -> "cmov" + CONDITIONS[condition];
      case FCMOVCC -> "fcmov" + X87_CONDITIONS.get(condition);
      case PREFETCH -> "prefetch" + PREFETCHES[condition];
      case MOVS, CMPS, STOS, LODS, SCAS, INS, OUTS -> name + size;
      case MOVSD_SSE -> "movsd";
      case CMPSD_SSE -> "cmpsd";
      case MOV_CR, MOV_DR, MOV_SEG -> "mov";
      case PUSH_SEG -> "push";
      case POP_SEG -> "pop";
      case CALLF -> "call";
      case JMPF -> "jmp";
      default -> SAME.getOrDefault(name, name);
    };
  }

  /** That of another disassembler. */
  static String usual(String theirs) {
    String name = theirs.toLowerCase(Locale.ROOT);
    return SAME.getOrDefault(name, name);
  }
}
