package org.kvas.runtime.cputest;

import java.util.Arrays;
import java.util.List;
import org.kvas.runtime.vcpu.Vcpu;

/**
 * XMM, YMM, MMX and x87 registers with their control and status registers. {@code ftw} is the full
 * tag word of FNSTENV, two bits for each physical register.
 */
final class VectorRegisterNames {
  private VectorRegisterNames() {}

  static void addTo(List<Register> registers) {
    for (int i = 0; i < 16; i++) {
      registers.add(lanes("ymm" + i, i, 4));
    }
    for (int i = 0; i < 16; i++) {
      registers.add(lanes("xmm" + i, i, 2));
    }
    registers.add(
        Register.of(
            "mxcsr", 32, cpu -> cpu.mxcsr & 0xffff_ffffL, (cpu, value) -> cpu.mxcsr = (int) value));
    registers.add(
        Register.of(
            "fcw",
            16,
            cpu -> cpu.x87.control,
            (cpu, value) -> cpu.x87.setControlWord((int) value)));
    registers.add(
        Register.of(
            "fsw",
            16,
            cpu -> cpu.x87.statusWord(),
            (cpu, value) -> cpu.x87.setStatusWord((int) value)));
    for (int i = 0; i < 8; i++) {
      int index = i;
      registers.add(
          Register.of(
              "mm" + i,
              64,
              cpu -> cpu.x87.significand[index],
              (cpu, value) -> {
                cpu.x87.setMmx(index, value);
                cpu.x87.empty &= ~(1 << index);
              }));
    }
    for (int i = 0; i < 8; i++) {
      registers.add(stack(i));
    }
    registers.add(
        Register.of(
            "ftw", 16, cpu -> cpu.x87.tagWord(), (cpu, value) -> cpu.x87.setTagWord((int) value)));
  }

  private static Register lanes(String name, int register, int lanes) {
    return new Register(
        name,
        64 * lanes,
        (cpu, words, at) -> System.arraycopy(cpu.vector, 4 * register, words, at, lanes),
        (cpu, words) -> System.arraycopy(words, 0, cpu.vector, 4 * register, lanes));
  }

  private static Register stack(int i) {
    return new Register(
        "st" + i,
        80,
        (cpu, words, at) -> {
          int register = cpu.x87.register(i);
          words[at] = cpu.x87.significand[register];
          words[at + 1] = cpu.x87.signExponent[register];
        },
        (cpu, words) -> cpu.x87.set(i, (int) words[1], words[0]));
  }

  /** As FNINIT leaves it, and the vector registers zero. */
  static void reset(Vcpu cpu) {
    cpu.x87.reset();
    Arrays.fill(cpu.vector, 0);
    cpu.mxcsr = 0x1f80;
  }
}
