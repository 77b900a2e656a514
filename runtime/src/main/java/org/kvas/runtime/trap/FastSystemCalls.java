package org.kvas.runtime.trap;

import static org.kvas.translator.state.VcpuState.IF;
import static org.kvas.translator.state.VcpuState.RCX;
import static org.kvas.translator.state.VcpuState.RDX;
import static org.kvas.translator.state.VcpuState.RF;
import static org.kvas.translator.state.VcpuState.RSP;
import static org.kvas.translator.state.VcpuState.TF;
import static org.kvas.translator.state.VcpuState.VM;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/**
 * SYSCALL and SYSRET, SYSENTER and SYSEXIT. SDM Vol. 3A, 5.8.7 and 5.8.8; Vol. 2. AMD's processors
 * have SYSCALL outside 64-bit mode too, and no SYSENTER in long mode: AMD64 manual, Vol. 2, 6.1.
 */
final class FastSystemCalls {
  private static final int R11 = 11;

  /** Bits SYSRET takes from R11. */
  private static final int SYSRET_FLAGS = 0x3c_7fd7;

  private FastSystemCalls() {}

  static void syscall(Vcpu cpu, long next) {
    requireEnabled(cpu);
    if (!cpu.isLongMode()) {
      legacySyscall(cpu, next);
      return;
    }
    long target = CpuMode.is64Bit(cpu) ? cpu.msr.lstar : cpu.msr.cstar;
    int flags = Rflags.image(cpu);
    cpu.setGeneral(RCX, next);
    cpu.setGeneral(R11, flags);
    cpu.setStatusFlags(flags & ~(int) cpu.msr.fmask);
    cpu.systemFlags &= ~((int) cpu.msr.fmask | RF) | 2;
    cpu.stepReported = (cpu.systemFlags & TF) == 0;
    int selector = (int) (cpu.msr.star >>> 32) & 0xfffc;
    SegmentRegisters.loadFlatCode(cpu, selector, 0, true);
    SegmentRegisters.loadFlatStack(cpu, selector + 8 & 0xffff, 0);
    cpu.cpl = 0;
    cpu.rip = target;
    cpu.refreshMode();
  }

  private static void requireEnabled(Vcpu cpu) {
    if ((cpu.efer & ControlBits.EFER_SCE) == 0 || !CpuMode.is64Bit(cpu) && !cpu.model.isAmd()) {
      throw GuestFault.invalidOpcode();
    }
  }

  private static void legacySyscall(Vcpu cpu, long next) {
    int selector = (int) (cpu.msr.star >>> 32) & 0xfffc;
    cpu.setGeneral(RCX, next & 0xffff_ffffL);
    cpu.systemFlags &= ~(VM | IF | RF);
    SegmentRegisters.loadFlatCode(cpu, selector, 0, false);
    SegmentRegisters.loadFlatStack(cpu, selector + 8 & 0xffff, 0);
    cpu.cpl = 0;
    cpu.rip = cpu.msr.star & 0xffff_ffffL;
    cpu.refreshMode();
  }

  /**
   * @param wide REX.W: back to 64-bit mode
   */
  static void sysret(Vcpu cpu, boolean wide) {
    requireEnabled(cpu);
    long target = cpu.general(RCX);
    if (cpu.cpl != 0 || wide && !CpuMode.isCanonical(target)) {
      throw GuestFault.generalProtection(0);
    }
    int selector = (int) (cpu.msr.star >>> 48);
    SegmentRegisters.loadFlatCode(cpu, (wide ? selector + 16 : selector) & 0xffff | 3, 3, wide);
    SegmentRegisters.loadFlatStack(cpu, selector + 8 & 0xffff | 3, 3);
    cpu.cpl = 3;
    cpu.rip = wide ? target : target & 0xffff_ffffL;
    if (cpu.isLongMode()) {
      Rflags.write(cpu, (int) cpu.general(R11) & SYSRET_FLAGS, ~VM);
    } else {
      cpu.systemFlags |= IF;
    }
    cpu.refreshMode();
    stepAfterReturn(cpu);
  }

  /**
   * TF that SYSRET sets traps behind SYSRET itself, as if the SYSCALL had just completed; TF it
   * clears does not.
   */
  private static void stepAfterReturn(Vcpu cpu) {
    boolean traced = (cpu.systemFlags & TF) != 0;
    cpu.stepReported = true;
    if (traced) {
      Breakpoints.raise(cpu, Breakpoints.SINGLE_STEP);
    }
  }

  static void sysenter(Vcpu cpu) {
    refuseInLongMode(cpu);
    int selector = (int) cpu.msr.sysenterCs & 0xfffc;
    if (CpuMode.isReal(cpu) || selector == 0) {
      throw GuestFault.generalProtection(0);
    }
    boolean wide = cpu.isLongMode();
    cpu.systemFlags &= ~(VM | IF | RF);
    SegmentRegisters.loadFlatCode(cpu, selector, 0, wide);
    SegmentRegisters.loadFlatStack(cpu, selector + 8 & 0xffff, 0);
    cpu.cpl = 0;
    cpu.setGeneral(RSP, wide ? cpu.msr.sysenterEsp : cpu.msr.sysenterEsp & 0xffff_ffffL);
    cpu.rip = wide ? cpu.msr.sysenterEip : cpu.msr.sysenterEip & 0xffff_ffffL;
    cpu.refreshMode();
  }

  /**
   * @param wide REX.W: back to 64-bit mode
   */
  static void sysexit(Vcpu cpu, boolean wide) {
    refuseInLongMode(cpu);
    int selector = (int) cpu.msr.sysenterCs & 0xfffc;
    if (CpuMode.isReal(cpu) || selector == 0 || cpu.cpl != 0) {
      throw GuestFault.generalProtection(0);
    }
    long stack = cpu.general(RCX);
    long target = cpu.general(RDX);
    if (wide && !(CpuMode.isCanonical(stack) && CpuMode.isCanonical(target))) {
      throw GuestFault.generalProtection(0);
    }
    int code = selector + (wide ? 32 : 16);
    SegmentRegisters.loadFlatCode(cpu, code & 0xffff | 3, 3, wide);
    SegmentRegisters.loadFlatStack(cpu, code + 8 & 0xffff | 3, 3);
    cpu.cpl = 3;
    cpu.setGeneral(RSP, wide ? stack : stack & 0xffff_ffffL);
    cpu.rip = wide ? target : target & 0xffff_ffffL;
    cpu.refreshMode();
  }

  private static void refuseInLongMode(Vcpu cpu) {
    if (cpu.model.isAmd() && cpu.isLongMode()) {
      throw GuestFault.invalidOpcode();
    }
  }
}
