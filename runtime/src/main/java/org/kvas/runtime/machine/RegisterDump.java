package org.kvas.runtime.machine;

import java.util.List;
import org.kvas.runtime.vcpu.Vcpu;

/** Processor registers as text, for the monitor. */
final class RegisterDump {
  private static final String[] NAMES = {
    "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13",
    "r14", "r15"
  };

  private static final String[] SEGMENTS = {"es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr"};

  private RegisterDump() {}

  static String of(List<Processor> processors) {
    var text = new StringBuilder();
    for (Processor processor : processors) {
      append(text, processor.vcpu());
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Vcpu vcpu) {
    text.append("processor %d%s%n".formatted(vcpu.id, vcpu.halted ? ", halted" : ""));
    for (int i = 0; i < NAMES.length; i++) {
      text.append("%-4s%016x%s".formatted(NAMES[i], vcpu.gpr[i], i % 4 == 3 ? "\n" : "  "));
    }
    text.append(
        "rip %016x  rflags %08x  cpl %d  instructions %d%n"
            .formatted(vcpu.rip, vcpu.rflags(), vcpu.cpl, vcpu.instructions));
    for (int i = 0; i < SEGMENTS.length; i++) {
      text.append(
          "%-4s%04x base %016x limit %08x attributes %04x%n"
              .formatted(
                  SEGMENTS[i],
                  vcpu.segmentSelector[i],
                  vcpu.segmentBase[i],
                  vcpu.segmentLimit[i],
                  vcpu.segmentAttributes[i]));
    }
    text.append(
        "cr0 %08x  cr2 %016x  cr3 %016x  cr4 %08x  efer %x%n"
            .formatted(vcpu.cr0, vcpu.cr2, vcpu.cr3, vcpu.cr4, vcpu.efer));
    text.append(
        "gdt %016x+%x  idt %016x+%x%n"
            .formatted(vcpu.gdtBase, vcpu.gdtLimit, vcpu.idtBase, vcpu.idtLimit));
  }
}
