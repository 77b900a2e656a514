package org.kvas.runtime.cputest;

import java.util.List;

/** RAX to R15 and RIP. */
final class GeneralRegisterNames {
  private static final List<String> NAMES =
      List.of(
          "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12",
          "r13", "r14", "r15");

  private GeneralRegisterNames() {}

  static void addTo(List<Register> registers) {
    for (int i = 0; i < NAMES.size(); i++) {
      int index = i;
      registers.add(
          Register.of(
              NAMES.get(i),
              64,
              cpu -> cpu.general(index),
              (cpu, value) -> cpu.setGeneral(index, value)));
    }
    registers.add(Register.of("rip", 64, cpu -> cpu.rip, (cpu, value) -> cpu.rip = value));
  }
}
