package org.kvas.runtime.trap;

import static org.kvas.translator.state.VcpuState.FS;
import static org.kvas.translator.state.VcpuState.GS;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.x86.decode.Instruction;

/**
 * SWAPGS, RDFSBASE, WRFSBASE and the same of GS: 64-bit mode only, as the decoder sees to. SDM Vol.
 * 2.
 */
final class SegmentBases {
  private SegmentBases() {}

  static TrapOperation.Action action(Instruction instruction, int mode, int offset) {
    return switch (instruction.mnemonic()) {
      case SWAPGS -> SegmentBases::swap;
      case RDFSBASE -> read(Place.of(instruction.operand(0), instruction, mode, offset), FS);
      case RDGSBASE -> read(Place.of(instruction.operand(0), instruction, mode, offset), GS);
      case WRFSBASE -> write(Place.of(instruction.operand(0), instruction, mode, offset), FS);
      default -> write(Place.of(instruction.operand(0), instruction, mode, offset), GS);
    };
  }

  private static void swap(Vcpu cpu) {
    CpuMode.requirePrivilege(cpu);
    long base = cpu.segmentBase[GS];
    cpu.segmentBase[GS] = cpu.msr.kernelGsBase;
    cpu.msr.kernelGsBase = base;
  }

  private static TrapOperation.Action read(Place destination, int segment) {
    return cpu -> {
      requireEnabled(cpu);
      destination.write(cpu, cpu.segmentBase[segment]);
    };
  }

  private static TrapOperation.Action write(Place source, int segment) {
    return cpu -> {
      requireEnabled(cpu);
      long base = source.read(cpu);
      if (!CpuMode.isCanonical(base)) {
        throw GuestFault.generalProtection(0);
      }
      cpu.segmentBase[segment] = base;
    };
  }

  private static void requireEnabled(Vcpu cpu) {
    if ((cpu.cr4 & ControlBits.CR4_FSGSBASE) == 0) {
      throw GuestFault.invalidOpcode();
    }
  }
}
