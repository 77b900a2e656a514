package org.kvas.runtime.cputest;

import java.util.List;
import org.kvas.runtime.vcpu.ModelSpecificRegisters;

/**
 * Model-specific registers that keep what is written to them and have no other name, as {@code
 * msr_0x...}. SDM Vol. 4.
 */
final class MsrNames {
  private static final int PHYSBASE0 = 0x200;
  private static final List<Integer> FIXED_RANGES =
      List.of(0x250, 0x258, 0x259, 0x268, 0x269, 0x26a, 0x26b, 0x26c, 0x26d, 0x26e, 0x26f);

  private MsrNames() {}

  @FunctionalInterface
  private interface Get {
    long from(ModelSpecificRegisters msr);
  }

  @FunctionalInterface
  private interface Set {
    void to(ModelSpecificRegisters msr, long value);
  }

  private static Register msr(int number, Get get, Set set) {
    return Register.of(
        name(number), 64, cpu -> get.from(cpu.msr), (cpu, value) -> set.to(cpu.msr, value));
  }

  static String name(int number) {
    return "msr_" + Hex.format(number & 0xffff_ffffL);
  }

  static void addTo(List<Register> registers) {
    registers.add(
        Register.of(
            name(0x10),
            64,
            cpu -> cpu.tsc(),
            (cpu, value) -> cpu.msr.tscOffset += value - cpu.tsc()));
    registers.add(msr(0x3b, m -> m.tscAdjust, (m, value) -> m.tscAdjust = value));
    registers.add(msr(0x48, m -> m.specCtrl, (m, value) -> m.specCtrl = value));
    registers.add(msr(0x174, m -> m.sysenterCs, (m, value) -> m.sysenterCs = value));
    registers.add(msr(0x175, m -> m.sysenterEsp, (m, value) -> m.sysenterEsp = value));
    registers.add(msr(0x176, m -> m.sysenterEip, (m, value) -> m.sysenterEip = value));
    registers.add(msr(0x17a, m -> m.mcgStatus, (m, value) -> m.mcgStatus = value));
    registers.add(msr(0x1a0, m -> m.miscEnable, (m, value) -> m.miscEnable = value));
    registers.add(msr(0x1d9, m -> m.debugCtl, (m, value) -> m.debugCtl = value));
    registers.add(msr(0x277, m -> m.pat, (m, value) -> m.pat = value));
    registers.add(msr(0x2ff, m -> m.mtrrDefaultType, (m, value) -> m.mtrrDefaultType = value));
    registers.add(msr(0xc000_0081, m -> m.star, (m, value) -> m.star = value));
    registers.add(msr(0xc000_0082, m -> m.lstar, (m, value) -> m.lstar = value));
    registers.add(msr(0xc000_0083, m -> m.cstar, (m, value) -> m.cstar = value));
    registers.add(msr(0xc000_0084, m -> m.fmask, (m, value) -> m.fmask = value));
    registers.add(msr(0xc000_0102, m -> m.kernelGsBase, (m, value) -> m.kernelGsBase = value));
    registers.add(msr(0xc000_0103, m -> m.tscAux, (m, value) -> m.tscAux = value));
    for (int i = 0; i < 2 * ModelSpecificRegisters.VARIABLE_MTRRS; i++) {
      int index = i;
      registers.add(
          msr(
              PHYSBASE0 + i,
              m -> m.mtrrVariable[index],
              (m, value) -> m.mtrrVariable[index] = value));
    }
    for (int i = 0; i < FIXED_RANGES.size(); i++) {
      int index = i;
      registers.add(
          msr(
              FIXED_RANGES.get(i),
              m -> m.mtrrFixed[index],
              (m, value) -> m.mtrrFixed[index] = value));
    }
  }

  /** Another name of a register that is not reported under its number, or the name itself. */
  static String alias(String name) {
    return switch (name) {
      case "msr_0xc0000080" -> "efer";
      case "msr_0xc0000100" -> "fs_base";
      case "msr_0xc0000101" -> "gs_base";
      default -> name;
    };
  }
}
