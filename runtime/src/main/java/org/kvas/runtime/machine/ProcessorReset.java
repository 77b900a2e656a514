package org.kvas.runtime.machine;

import static org.kvas.translator.state.VcpuState.CS;
import static org.kvas.translator.state.VcpuState.ES;
import static org.kvas.translator.state.VcpuState.GS;
import static org.kvas.translator.state.VcpuState.LDTR;
import static org.kvas.translator.state.VcpuState.RAX;
import static org.kvas.translator.state.VcpuState.RBX;
import static org.kvas.translator.state.VcpuState.RDX;
import static org.kvas.translator.state.VcpuState.RSI;
import static org.kvas.translator.state.VcpuState.RSP;
import static org.kvas.translator.state.VcpuState.TR;

import java.util.Arrays;
import org.kvas.runtime.boot.EntryState;
import org.kvas.runtime.boot.EntryState.Long64;
import org.kvas.runtime.boot.EntryState.Protected32;
import org.kvas.runtime.trap.ControlBits;
import org.kvas.runtime.trap.SegmentRegisters;
import org.kvas.runtime.vcpu.Vcpu;

/**
 * The state a processor starts from: after power-on, INIT and start-up IPI (SDM Vol. 3A, table 9-1
 * and 8.4), and where a boot loader leaves it.
 */
final class ProcessorReset {
  private static final long CR0_AFTER_RESET =
      ControlBits.CR0_CD | ControlBits.CR0_NW | ControlBits.CR0_ET;
  private static final int X87_CONTROL_AFTER_POWER_ON = 0x40;
  private static final int REAL_MODE_SEGMENT = 0x93;
  private static final int LDT = 0x82;
  private static final int BUSY_TSS = 0x8b;
  private static final int CODE_32 = 0xc09b;
  private static final int CODE_64 = 0xa09b;
  private static final int DATA = 0xc093;
  private static final long FOUR_GIB = 0xffff_ffffL;

  private ProcessorReset() {}

  static void powerOn(Vcpu vcpu) {
    vcpu.x87.control = X87_CONTROL_AFTER_POWER_ON;
    vcpu.x87.status = 0;
    vcpu.x87.top = 0;
    vcpu.x87.empty = 0;
    vcpu.mxcsr = 0x1f80;
    vcpu.cr0 = CR0_AFTER_RESET;
    init(vcpu);
  }

  /**
   * What INIT resets: not the x87 and vector state, the caching bits of CR0, nor most
   * model-specific registers.
   */
  static void init(Vcpu vcpu) {
    vcpu.setGenerals(new long[16]);
    vcpu.setGeneral(RDX, vcpu.model.signature());
    vcpu.cr0 = vcpu.cr0 & (ControlBits.CR0_CD | ControlBits.CR0_NW) | ControlBits.CR0_ET;
    vcpu.cr2 = 0;
    vcpu.cr3 = 0;
    vcpu.cr4 = 0;
    vcpu.efer = 0;
    vcpu.pkru = 0;
    vcpu.systemFlags = 2;
    vcpu.setStatusFlags(0);
    Arrays.fill(vcpu.dr, 0);
    vcpu.dr[6] = 0xffff_0ff0L;
    vcpu.dr[7] = 0x400;
    vcpu.cpl = 0;
    vcpu.gdtBase = 0;
    vcpu.gdtLimit = 0xffff;
    vcpu.idtBase = 0;
    vcpu.idtLimit = 0xffff;
    for (int segment = ES; segment <= GS; segment++) {
      SegmentRegisters.set(vcpu, segment, 0, 0, 0xffff, REAL_MODE_SEGMENT);
    }
    SegmentRegisters.set(vcpu, LDTR, 0, 0, 0xffff, LDT);
    SegmentRegisters.set(vcpu, TR, 0, 0, 0xffff, BUSY_TSS);
    SegmentRegisters.set(vcpu, CS, 0xf000, 0xffff_0000L, 0xffff, REAL_MODE_SEGMENT);
    vcpu.rip = 0xfff0;
    resume(vcpu);
  }

  /** A start-up IPI: real-address mode at {@code vector << 12}. */
  static void startAt(Vcpu vcpu, int vector) {
    SegmentRegisters.set(vcpu, CS, vector << 8, (long) vector << 12, 0xffff, REAL_MODE_SEGMENT);
    vcpu.rip = 0;
    resume(vcpu);
  }

  private static void resume(Vcpu vcpu) {
    vcpu.halted = false;
    vcpu.interruptShadow = false;
    vcpu.debugShadow = false;
    vcpu.breakpointHits = 0;
    vcpu.nmiBlocked = false;
    vcpu.nmiLatched = false;
    vcpu.mmu.flushAll();
    vcpu.refreshMode();
  }

  /** After {@link #powerOn}, what a boot loader would have done before it jumps to the image. */
  static void enter(Vcpu vcpu, EntryState entry) {
    switch (entry) {
      case EntryState.Reset _ -> {}
      case Protected32 state -> enter(vcpu, state);
      case Long64 state -> enter(vcpu, state);
    }
  }

  private static void enter(Vcpu vcpu, Protected32 state) {
    vcpu.cr0 = ControlBits.CR0_PE | ControlBits.CR0_ET;
    flatSegments(vcpu, state.codeSelector(), state.dataSelector(), CODE_32);
    if (state.tss()) {
      SegmentRegisters.set(vcpu, TR, state.dataSelector() + 8, 0, 0x67, BUSY_TSS);
    }
    vcpu.gdtBase = state.gdt();
    vcpu.gdtLimit = state.gdtLimit();
    vcpu.setGeneral(RAX, state.eax() & FOUR_GIB);
    vcpu.setGeneral(RBX, state.ebx() & FOUR_GIB);
    vcpu.setGeneral(RSI, state.esi() & FOUR_GIB);
    vcpu.setGeneral(RSP, state.esp() & FOUR_GIB);
    vcpu.setGeneral(RDX, 0);
    vcpu.rip = state.eip() & FOUR_GIB;
    resume(vcpu);
  }

  private static void enter(Vcpu vcpu, Long64 state) {
    vcpu.cr3 = state.cr3();
    vcpu.cr4 = ControlBits.CR4_PAE;
    vcpu.efer = ControlBits.EFER_LME | ControlBits.EFER_LMA;
    vcpu.cr0 = ControlBits.CR0_PG | ControlBits.CR0_PE | ControlBits.CR0_ET;
    flatSegments(vcpu, state.codeSelector(), state.dataSelector(), CODE_64);
    vcpu.gdtBase = state.gdt();
    vcpu.gdtLimit = state.gdtLimit();
    vcpu.setGeneral(RSI, state.rsi());
    vcpu.setGeneral(RSP, state.rsp());
    vcpu.setGeneral(RDX, 0);
    vcpu.rip = state.rip();
    resume(vcpu);
  }

  private static void flatSegments(Vcpu vcpu, int code, int data, int codeAttributes) {
    for (int segment = ES; segment <= GS; segment++) {
      if (segment != CS) {
        SegmentRegisters.set(vcpu, segment, data, 0, FOUR_GIB, DATA);
      }
    }
    SegmentRegisters.set(vcpu, CS, code, 0, FOUR_GIB, codeAttributes);
  }
}
