package org.kvas.runtime.trap;

import static org.kvas.translator.state.VcpuState.RAX;
import static org.kvas.translator.state.VcpuState.RBX;
import static org.kvas.translator.state.VcpuState.RCX;
import static org.kvas.translator.state.VcpuState.RDX;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.x86.decode.Instruction;

/**
 * CPUID, time-stamp and performance counters, model-specific registers: by ECX into EDX:EAX. SDM
 * Vol. 2.
 */
final class ProcessorInquiry {
  private static final int COUNTERS = 2;
  private static final int FAST_COUNTER = 1 << 31;

  private ProcessorInquiry() {}

  static TrapOperation.Action action(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case CPUID -> ProcessorInquiry::identify;
      case RDTSC ->
          cpu -> {
            requireCounter(cpu);
            answer(cpu, cpu.tsc());
          };
      case RDTSCP ->
          cpu -> {
            requireCounter(cpu);
            answer(cpu, cpu.tsc());
            cpu.setGeneral(RCX, cpu.msr.tscAux);
          };
      case RDPMC -> ProcessorInquiry::performance;
      case RDMSR ->
          cpu -> {
            CpuMode.requirePrivilege(cpu);
            answer(cpu, MsrAccess.read(cpu, (int) cpu.general(RCX)));
          };
      default ->
          cpu -> {
            CpuMode.requirePrivilege(cpu);
            MsrAccess.write(
                cpu,
                (int) cpu.general(RCX),
                cpu.general(RDX) << 32 | cpu.general(RAX) & 0xffff_ffffL);
          };
    };
  }

  /** RDPID. */
  static TrapOperation.Action identifier(Instruction instruction, int mode, int offset) {
    Place destination = Place.of(instruction.operand(0), instruction, mode, offset);
    return cpu -> destination.write(cpu, cpu.msr.tscAux);
  }

  private static void identify(Vcpu cpu) {
    CpuidLeaf leaf = CpuidLeaves.read(cpu, (int) cpu.general(RAX), (int) cpu.general(RCX));
    cpu.setGeneral(RAX, leaf.eax() & 0xffff_ffffL);
    cpu.setGeneral(RBX, leaf.ebx() & 0xffff_ffffL);
    cpu.setGeneral(RCX, leaf.ecx() & 0xffff_ffffL);
    cpu.setGeneral(RDX, leaf.edx() & 0xffff_ffffL);
  }

  private static void requireCounter(Vcpu cpu) {
    if (cpu.cpl != 0 && (cpu.cr4 & ControlBits.CR4_TSD) != 0) {
      throw GuestFault.generalProtection(0);
    }
  }

  /** Two counters that count nothing. */
  private static void performance(Vcpu cpu) {
    boolean allowed = cpu.cpl == 0 || (cpu.cr4 & ControlBits.CR4_PCE) != 0;
    int counter = (int) cpu.general(RCX) & ~FAST_COUNTER;
    if (!allowed || counter >= COUNTERS) {
      throw GuestFault.generalProtection(0);
    }
    answer(cpu, 0);
  }

  private static void answer(Vcpu cpu, long value) {
    cpu.setGeneral(RAX, value & 0xffff_ffffL);
    cpu.setGeneral(RDX, value >>> 32);
  }
}
