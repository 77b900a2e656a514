package org.kvas.runtime.trap;

import static org.kvas.translator.state.VcpuState.AC;
import static org.kvas.translator.state.VcpuState.LDTR;
import static org.kvas.translator.state.VcpuState.TR;

import org.kvas.runtime.interpret.Address;
import org.kvas.runtime.interpret.OperationFamily;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.Operation;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;

/** Privileged instructions, and those that read what they manage. */
public final class SystemOperations implements OperationFamily {
  @Override
  public Operation create(Instruction instruction, int mode, int offset) {
    return TrapOperation.sequential(instruction, offset, action(instruction, mode, offset));
  }

  private static TrapOperation.Action action(Instruction instruction, int mode, int offset) {
    return switch (instruction.mnemonic()) {
      case CLI -> InterruptFlag::clear;
      case RDPKRU -> ProtectionKeys::read;
      case WRPKRU -> ProtectionKeys::write;
      case STI -> InterruptFlag::set;
      case HLT -> SystemOperations::halt;
      case CLAC -> cpu -> setAccessCheck(cpu, 0);
      case STAC -> cpu -> setAccessCheck(cpu, AC);
      case LGDT, LIDT, SGDT, SIDT -> DescriptorTableRegisters.action(instruction, mode, offset);
      case LLDT, LTR, SLDT, STR -> selectorRegister(instruction, mode, offset);
      case MOV_CR, MOV_DR, LMSW, SMSW, CLTS, XGETBV, XSETBV ->
          ControlRegisterMoves.action(instruction, mode, offset);
      case RDRAND, RDSEED -> RandomNumbers.action(instruction, mode, offset);
      case INVPCID -> ContextInvalidation.action(instruction, mode, offset);
      case INVLPG -> invalidatePage(instruction, mode, offset);
      case INVD, WBINVD -> CpuMode::requirePrivilege;
      case MONITOR, MWAIT -> SystemOperations::monitor;
      case CPUID, RDTSC, RDTSCP, RDPMC, RDMSR, WRMSR -> ProcessorInquiry.action(instruction);
      case RDPID -> ProcessorInquiry.identifier(instruction, mode, offset);
      case SWAPGS, RDFSBASE, RDGSBASE, WRFSBASE, WRGSBASE ->
          SegmentBases.action(instruction, mode, offset);
      // no VMX, no SVM, no SMM
      default ->
          _ -> {
            throw GuestFault.invalidOpcode();
          };
    };
  }

  private static void halt(Vcpu cpu) {
    CpuMode.requirePrivilege(cpu);
    cpu.halted = true;
  }

  /**
   * MONITOR arms nothing and MWAIT returns at once, as it may for any reason. SDM Vol. 2, MWAIT.
   */
  private static void monitor(Vcpu cpu) {
    if (cpu.cpl != 0) {
      throw GuestFault.invalidOpcode();
    }
    if ((int) cpu.general(Vcpu.RCX) != 0) {
      throw GuestFault.generalProtection(0);
    }
  }

  private static void setAccessCheck(Vcpu cpu, int flag) {
    if (cpu.cpl != 0) {
      throw GuestFault.invalidOpcode();
    }
    cpu.systemFlags = cpu.systemFlags & ~AC | flag;
    cpu.refreshMode();
  }

  private static TrapOperation.Action invalidatePage(
      Instruction instruction, int mode, int offset) {
    Operand.Memory operand = (Operand.Memory) instruction.operand(0);
    Address address = new Address(operand, instruction, mode, offset);
    boolean wide = instruction.codeBits() == 64;
    int segment = operand.segment();
    return cpu -> {
      CpuMode.requirePrivilege(cpu);
      boolean based = !wide || segment >= Vcpu.FS;
      long linear = address.offset(cpu) + (based ? cpu.segmentBase[segment] : 0);
      if (!wide) {
        cpu.mmu.flushPage(linear & 0xffff_ffffL);
      } else if (CpuMode.isCanonical(linear)) {
        cpu.mmu.flushPage(linear);
      }
    };
  }

  private static TrapOperation.Action selectorRegister(
      Instruction instruction, int mode, int offset) {
    Place place = Place.of(instruction.operand(0), instruction, mode, offset);
    return switch (instruction.mnemonic()) {
      case LLDT ->
          cpu -> {
            CpuMode.requireProtectedMode(cpu);
            CpuMode.requirePrivilege(cpu);
            SegmentLoading.loadLocalTable(cpu, (int) place.read(cpu) & 0xffff);
          };
      case LTR ->
          cpu -> {
            CpuMode.requireProtectedMode(cpu);
            CpuMode.requirePrivilege(cpu);
            SegmentLoading.loadTask(cpu, (int) place.read(cpu) & 0xffff);
          };
      case SLDT -> cpu -> storeSelector(cpu, LDTR, place);
      default -> cpu -> storeSelector(cpu, TR, place);
    };
  }

  private static void storeSelector(Vcpu cpu, int index, Place place) {
    CpuMode.requireProtectedMode(cpu);
    CpuMode.requireUserModeInformation(cpu);
    place.write(cpu, cpu.segmentSelector[index]);
  }
}
