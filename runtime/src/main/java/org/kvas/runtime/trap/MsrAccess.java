package org.kvas.runtime.trap;

import static org.kvas.runtime.trap.MsrNumbers.*;
import static org.kvas.translator.state.VcpuState.FS;
import static org.kvas.translator.state.VcpuState.GS;

import org.kvas.runtime.vcpu.ModelSpecificRegisters;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.x86.decode.Feature;

/**
 * RDMSR and WRMSR by register number: #GP(0) for what does not exist or a value that is reserved.
 * SDM Vol. 4, chapter 2.
 */
public final class MsrAccess {
  /**
   * RDCL_NO, IBRS_ALL, SKIP_L1DFL_VMENTRY, SSB_NO, MDS_NO, PSCHANGE_MC_NO, TAA_NO, SBDR_SSDP_NO,
   * FBSDP_NO, PSDP_NO, BHI_NO, PBRSB_NO, GDS_NO, RFDS_NO, ITS_NO: all true of a processor that does
   * not speculate.
   */
  static final long CAPABILITIES =
      1 | 1 << 1 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 8 | 1 << 13 | 1 << 14 | 1 << 15
          | 1 << 20 | 1 << 24 | 1 << 26 | 1 << 27 | 1L << 62;

  /** Eight variable ranges, fixed ranges, write-combining. */
  private static final long MTRR_CAPABILITIES =
      ModelSpecificRegisters.VARIABLE_MTRRS | 1 << 8 | 1 << 10;

  private static final long MICROCODE_REVISION = 1L << 32;
  private static final long SPEC_CTRL_BITS = 7;
  private static final int MTRR_TYPES = 1 | 1 << 1 | 1 << 4 | 1 << 5 | 1 << 6;
  private static final int PAT_TYPES = MTRR_TYPES | 1 << 7;
  private static final long MTRR_DEF_TYPE_BITS = 0xcff;

  private MsrAccess() {}

  public static long read(Vcpu cpu, int number) {
    return switch (number) {
      case TIME_STAMP_COUNTER -> cpu.tsc();
      case FS_BASE -> of64Bits(cpu).segmentBase[FS];
      case GS_BASE -> of64Bits(cpu).segmentBase[GS];
      case KERNEL_GS_BASE -> of64Bits(cpu).msr.kernelGsBase;
      case EFER -> withExtendedFeatures(cpu).efer;
      case STAR -> requiring(cpu, Feature.SYSCALL).msr.star;
      case LSTAR -> requiring(cpu, Feature.SYSCALL).msr.lstar;
      case CSTAR -> requiring(cpu, Feature.SYSCALL).msr.cstar;
      case FMASK -> requiring(cpu, Feature.SYSCALL).msr.fmask;
      case SYSENTER_CS -> requiring(cpu, Feature.SEP).msr.sysenterCs;
      case SYSENTER_ESP -> requiring(cpu, Feature.SEP).msr.sysenterEsp;
      case SYSENTER_EIP -> requiring(cpu, Feature.SEP).msr.sysenterEip;
      case TSC_DEADLINE -> requiring(cpu, Feature.TSC_DEADLINE).apic.deadline();
      case APIC_BASE -> cpu.apic.base();
      default ->
          isX2Apic(number)
              ? requiring(cpu, Feature.X2APIC).apic.read(number)
              : readRare(cpu, number);
    };
  }

  private static long readRare(Vcpu cpu, int number) {
    return switch (number) {
      case TSC_AUX -> withProcessorIdentifier(cpu).msr.tscAux;
      case TSC_ADJUST -> cpu.msr.tscAdjust;
      case SPEC_CTRL -> requiring(cpu, Feature.SPEC_CTRL).msr.specCtrl;
      case ARCH_CAPABILITIES -> {
        requiring(cpu, Feature.ARCH_CAPABILITIES);
        yield CAPABILITIES;
      }
      case BIOS_SIGN_ID -> MICROCODE_REVISION;
      case PLATFORM_ID, P5_MC_ADDR, P5_MC_TYPE, MCG_CAP -> 0;
      case MCG_STATUS -> cpu.msr.mcgStatus;
      case MISC_ENABLE -> cpu.msr.miscEnable;
      case DEBUGCTL -> cpu.msr.debugCtl;
      case MTRRCAP -> requiring(cpu, Feature.MTRR).model.has(Feature.MTRR) ? MTRR_CAPABILITIES : 0;
      case MTRR_DEF_TYPE -> requiring(cpu, Feature.MTRR).msr.mtrrDefaultType;
      case PAT -> requiring(cpu, Feature.PAT).msr.pat;
      default -> {
        if (number >= LAST_BRANCH_FROM_IP && number <= LAST_INT_TO_IP) {
          yield 0;
        }
        yield isVariableMtrr(cpu, number)
            ? cpu.msr.mtrrVariable[number - MTRR_PHYSBASE0]
            : cpu.msr.mtrrFixed[fixedMtrr(cpu, number)];
      }
    };
  }

  public static void write(Vcpu cpu, int number, long value) {
    switch (number) {
      case TSC_DEADLINE -> requiring(cpu, Feature.TSC_DEADLINE).apic.setDeadline(value);
      case FS_BASE -> of64Bits(cpu).segmentBase[FS] = canonical(value);
      case GS_BASE -> of64Bits(cpu).segmentBase[GS] = canonical(value);
      case KERNEL_GS_BASE -> of64Bits(cpu).msr.kernelGsBase = canonical(value);
      case EFER -> ControlRegisters.writeEfer(withExtendedFeatures(cpu), value);
      case STAR -> requiring(cpu, Feature.SYSCALL).msr.star = value;
      case LSTAR -> requiring(cpu, Feature.SYSCALL).msr.lstar = canonical(value);
      case CSTAR -> requiring(cpu, Feature.SYSCALL).msr.cstar = canonical(value);
      case FMASK -> requiring(cpu, Feature.SYSCALL).msr.fmask = allowed(value, 0xffff_ffffL);
      case SYSENTER_CS -> requiring(cpu, Feature.SEP).msr.sysenterCs = value & 0xffff_ffffL;
      case SYSENTER_ESP -> requiring(cpu, Feature.SEP).msr.sysenterEsp = canonical(value);
      case SYSENTER_EIP -> requiring(cpu, Feature.SEP).msr.sysenterEip = canonical(value);
      case APIC_BASE -> cpu.apic.setBase(value);
      case SPEC_CTRL ->
          requiring(cpu, Feature.SPEC_CTRL).msr.specCtrl = allowed(value, SPEC_CTRL_BITS);
      case PRED_CMD -> allowed(requiring(cpu, Feature.SPEC_CTRL) == cpu ? value : 0, 1);
      default -> {
        if (isX2Apic(number)) {
          requiring(cpu, Feature.X2APIC).apic.write(number, value);
        } else {
          writeRare(cpu, number, value);
        }
      }
    }
  }

  private static void writeRare(Vcpu cpu, int number, long value) {
    switch (number) {
      case TIME_STAMP_COUNTER -> shiftTsc(cpu, value - cpu.tsc());
      case TSC_ADJUST -> shiftTsc(cpu, value - cpu.msr.tscAdjust);
      case TSC_AUX -> withProcessorIdentifier(cpu).msr.tscAux = allowed(value, 0xffff_ffffL);
      // no microcode to load, no machine check to report, no branch records
      case BIOS_UPDT_TRIG, BIOS_SIGN_ID, P5_MC_ADDR, P5_MC_TYPE -> {}
      case MCG_STATUS -> cpu.msr.mcgStatus = allowed(value, 0);
      case MISC_ENABLE -> cpu.msr.miscEnable = value;
      case DEBUGCTL -> cpu.msr.debugCtl = value & 3;
      case MTRR_DEF_TYPE -> requiring(cpu, Feature.MTRR).msr.mtrrDefaultType = defaultType(value);
      case PAT -> requiring(cpu, Feature.PAT).msr.pat = types(value, PAT_TYPES);
      default -> {
        if (isVariableMtrr(cpu, number)) {
          cpu.msr.mtrrVariable[number - MTRR_PHYSBASE0] = range(number, value);
        } else {
          cpu.msr.mtrrFixed[fixedMtrr(cpu, number)] = types(value, MTRR_TYPES);
        }
      }
    }
  }

  private static void shiftTsc(Vcpu cpu, long difference) {
    cpu.msr.tscOffset += difference;
    cpu.msr.tscAdjust += difference;
  }

  private static boolean isX2Apic(int number) {
    return number >= X2APIC_FIRST && number <= X2APIC_LAST;
  }

  private static boolean isVariableMtrr(Vcpu cpu, int number) {
    int index = number - MTRR_PHYSBASE0;
    return cpu.model.has(Feature.MTRR) && index >= 0 && index < cpu.msr.mtrrVariable.length;
  }

  /**
   * Index among the fixed-range registers; #GP(0) where there is none: the last that a number is
   * looked for in.
   */
  private static int fixedMtrr(Vcpu cpu, int number) {
    if (cpu.model.has(Feature.MTRR)) {
      switch (number) {
        case MTRR_FIX64K_00000:
          return 0;
        case MTRR_FIX16K_80000:
          return 1;
        case MTRR_FIX16K_A0000:
          return 2;
        default:
          if (number >= MTRR_FIX4K_C0000 && number < MTRR_FIX4K_C0000 + 8) {
            return 3 + number - MTRR_FIX4K_C0000;
          }
      }
    }
    throw GuestFault.generalProtection(0);
  }

  private static long range(int number, long value) {
    boolean base = (number & 1) == 0;
    long addresses = (1L << ControlRegisters.PHYSICAL_ADDRESS_BITS) - 4096;
    allowed(value, addresses | (base ? 0xff : 0x800));
    if (base) {
      types(value & 0xff, MTRR_TYPES);
    }
    return value;
  }

  private static long defaultType(long value) {
    types(value & 0xff, MTRR_TYPES);
    return allowed(value, MTRR_DEF_TYPE_BITS);
  }

  /** Eight memory types, each one of the set. */
  private static long types(long value, int set) {
    for (long rest = value; rest != 0; rest >>>= 8) {
      int type = (int) rest & 0xff;
      if (type > 7 || (set >> type & 1) == 0) {
        throw GuestFault.generalProtection(0);
      }
    }
    return value;
  }

  private static long canonical(long value) {
    if (!CpuMode.isCanonical(value)) {
      throw GuestFault.generalProtection(0);
    }
    return value;
  }

  private static long allowed(long value, long bits) {
    if ((value & ~bits) != 0) {
      throw GuestFault.generalProtection(0);
    }
    return value;
  }

  /** What RDTSCP and RDPID read. */
  private static Vcpu withProcessorIdentifier(Vcpu cpu) {
    return cpu.model.has(Feature.RDPID) ? cpu : requiring(cpu, Feature.RDTSCP);
  }

  private static Vcpu of64Bits(Vcpu cpu) {
    return requiring(cpu, Feature.LM);
  }

  /** EFER came with SYSCALL or execute-disable, whichever was first. */
  private static Vcpu withExtendedFeatures(Vcpu cpu) {
    return cpu.model.has(Feature.NX) ? cpu : requiring(cpu, Feature.SYSCALL);
  }

  private static Vcpu requiring(Vcpu cpu, Feature feature) {
    if (!cpu.model.has(feature)) {
      throw GuestFault.generalProtection(0);
    }
    return cpu;
  }
}
