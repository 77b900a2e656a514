package org.kvas.runtime.trap;

import org.kvas.runtime.interpret.Address;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;

/** LGDT, LIDT, SGDT and SIDT: a 16-bit limit, then the base. SDM Vol. 2. */
final class DescriptorTableRegisters {
  private DescriptorTableRegisters() {}

  static TrapOperation.Action action(Instruction instruction, int mode, int offset) {
    Address address =
        new Address((Operand.Memory) instruction.operand(0), instruction, mode, offset);
    int baseSize = instruction.codeBits() == 64 ? 8 : 4;
    boolean short24 = baseSize == 4 && instruction.operandSize() == 2;
    return switch (instruction.mnemonic()) {
      case LGDT ->
          cpu -> {
            CpuMode.requirePrivilege(cpu);
            int limit = cpu.load16(address.at(cpu, 0, 2, false));
            cpu.gdtBase = base(cpu, address, baseSize, short24);
            cpu.gdtLimit = limit;
          };
      case LIDT ->
          cpu -> {
            CpuMode.requirePrivilege(cpu);
            int limit = cpu.load16(address.at(cpu, 0, 2, false));
            cpu.idtBase = base(cpu, address, baseSize, short24);
            cpu.idtLimit = limit;
          };
      case SGDT -> cpu -> store(cpu, address, baseSize, cpu.gdtBase, cpu.gdtLimit);
      default -> cpu -> store(cpu, address, baseSize, cpu.idtBase, cpu.idtLimit);
    };
  }

  /** A 16-bit operand size takes 24 bits of the base. */
  private static long base(Vcpu cpu, Address address, int size, boolean short24) {
    long base = cpu.load(address.at(cpu, 2, size, false), size);
    if (!CpuMode.isCanonical(base)) {
      throw GuestFault.generalProtection(0);
    }
    return short24 ? base & 0xff_ffff : base;
  }

  private static void store(Vcpu cpu, Address address, int size, long base, int limit) {
    CpuMode.requireUserModeInformation(cpu);
    long baseAddress = address.at(cpu, 2, size, true);
    cpu.checkWrite(baseAddress, size);
    cpu.store16(address.at(cpu, 0, 2, true), limit);
    cpu.store(baseAddress, size, base);
  }
}
