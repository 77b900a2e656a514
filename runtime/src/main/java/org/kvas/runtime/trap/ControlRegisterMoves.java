package org.kvas.runtime.trap;

import static org.kvas.translator.state.VcpuState.RAX;
import static org.kvas.translator.state.VcpuState.RCX;
import static org.kvas.translator.state.VcpuState.RDX;

import org.kvas.runtime.interpret.StateSaveOperations;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.x86.decode.Feature;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;

/** MOV to and from control and debug registers, LMSW, SMSW, CLTS, XGETBV, XSETBV. SDM Vol. 2. */
final class ControlRegisterMoves {
  private static final long LMSW_BITS = 0xf;

  private ControlRegisterMoves() {}

  static TrapOperation.Action action(Instruction instruction, int mode, int offset) {
    return switch (instruction.mnemonic()) {
      case MOV_CR -> moveControl(instruction);
      case MOV_DR -> moveDebug(instruction);
      case LMSW -> {
        Place source = Place.of(instruction.operand(0), instruction, mode, offset);
        yield cpu -> loadStatusWord(cpu, source);
      }
      case SMSW -> {
        Place destination = Place.of(instruction.operand(0), instruction, mode, offset);
        yield cpu -> {
          CpuMode.requireUserModeInformation(cpu);
          destination.write(cpu, cpu.cr0);
        };
      }
      case CLTS ->
          cpu -> {
            CpuMode.requirePrivilege(cpu);
            cpu.cr0 &= ~ControlBits.CR0_TS;
            cpu.refreshMode();
          };
      case XGETBV -> ControlRegisterMoves::getExtended;
      default -> ControlRegisterMoves::setExtended;
    };
  }

  /** The size is that of the mode: prefixes do not count. */
  private static Place.Register general(Instruction instruction, int operand) {
    int index = ((Operand.Gpr) instruction.operand(operand)).index();
    return new Place.Register(index, instruction.codeBits() == 64 ? 8 : 4, 0);
  }

  private static TrapOperation.Action moveControl(Instruction instruction) {
    if (instruction.operand(0) instanceof Operand.ControlRegister(int index, int _)) {
      Place source = general(instruction, 1);
      return cpu -> writeControl(cpu, index, source.read(cpu));
    }
    Place destination = general(instruction, 0);
    int index = ((Operand.ControlRegister) instruction.operand(1)).index();
    return cpu -> destination.write(cpu, readControl(cpu, index));
  }

  private static long readControl(Vcpu cpu, int index) {
    CpuMode.requirePrivilege(cpu);
    return switch (index) {
      case 0 -> cpu.cr0;
      case 2 -> cpu.cr2;
      case 3 -> cpu.cr3;
      case 4 -> cpu.cr4;
      case 8 -> cpu.apic.taskPriority();
      default -> throw GuestFault.invalidOpcode();
    };
  }

  private static void writeControl(Vcpu cpu, int index, long value) {
    CpuMode.requirePrivilege(cpu);
    switch (index) {
      case 0 -> ControlRegisters.writeCr0(cpu, value);
      case 2 -> cpu.cr2 = value;
      case 3 -> ControlRegisters.writeCr3(cpu, value);
      case 4 -> ControlRegisters.writeCr4(cpu, value);
      case 8 -> ControlRegisters.writeCr8(cpu, value);
      default -> throw GuestFault.invalidOpcode();
    }
  }

  /** LMSW sets PE but cannot clear it. */
  private static void loadStatusWord(Vcpu cpu, Place source) {
    CpuMode.requirePrivilege(cpu);
    long word = source.read(cpu) & LMSW_BITS;
    ControlRegisters.writeCr0(cpu, cpu.cr0 & ~(LMSW_BITS & ~ControlBits.CR0_PE) | word);
  }

  private static TrapOperation.Action moveDebug(Instruction instruction) {
    if (instruction.operand(0) instanceof Operand.DebugRegister(int index, int _)) {
      Place source = general(instruction, 1);
      return cpu -> DebugRegisters.write(cpu, index, source.read(cpu));
    }
    Place destination = general(instruction, 0);
    int index = ((Operand.DebugRegister) instruction.operand(1)).index();
    return cpu -> destination.write(cpu, DebugRegisters.read(cpu, index));
  }

  /** XGETBV: XCR0, or by ECX = 1 those of its components that are not in their initial state. */
  private static void getExtended(Vcpu cpu) {
    boolean inUse = (int) cpu.general(RCX) == 1 && cpu.model.has(Feature.XGETBV1);
    if (!inUse) {
      requireExtended(cpu);
    } else if ((cpu.cr4 & ControlBits.CR4_OSXSAVE) == 0) {
      throw GuestFault.invalidOpcode();
    }
    cpu.setGeneral(RAX, inUse ? cpu.xcr0 & StateSaveOperations.componentsInUse(cpu) : cpu.xcr0);
    cpu.setGeneral(RDX, 0);
  }

  private static void setExtended(Vcpu cpu) {
    if ((cpu.cr4 & ControlBits.CR4_OSXSAVE) == 0) {
      throw GuestFault.invalidOpcode();
    }
    CpuMode.requirePrivilege(cpu);
    requireExtended(cpu);
    ControlRegisters.writeXcr0(cpu, cpu.general(RDX) << 32 | cpu.general(RAX) & 0xffff_ffffL);
  }

  private static void requireExtended(Vcpu cpu) {
    if ((cpu.cr4 & ControlBits.CR4_OSXSAVE) == 0) {
      throw GuestFault.invalidOpcode();
    }
    if ((int) cpu.general(RCX) != 0) {
      throw GuestFault.generalProtection(0);
    }
  }
}
