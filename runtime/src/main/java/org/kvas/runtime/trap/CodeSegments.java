package org.kvas.runtime.trap;

import static org.kvas.translator.state.GuestFault.GP;
import static org.kvas.translator.state.GuestFault.NP;
import static org.kvas.translator.state.VcpuState.CS;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/**
 * Checks and loads of CS that far jumps, calls and returns share. SDM Vol. 3A, 5.8; Vol. 2, JMP,
 * CALL, RET.
 */
final class CodeSegments {
  private static final long EIP = 0xffff_ffffL;

  private CodeSegments() {}

  /** The descriptor a non-null far pointer's selector names. */
  static Descriptor descriptor(Vcpu cpu, int selector) {
    if (Selector.isNull(selector)) {
      throw GuestFault.generalProtection(0);
    }
    return DescriptorTables.read(cpu, selector, GP, 0);
  }

  /** Whether a direct jump or call may enter. */
  static void checkDirect(Vcpu cpu, int selector, Descriptor code) {
    boolean allowed =
        code.isConforming()
            ? code.dpl() <= cpu.cpl
            : Selector.rpl(selector) <= cpu.cpl && code.dpl() == cpu.cpl;
    checkUsable(cpu, selector, code, allowed);
  }

  /** Whether RETF or IRET may go back to it. */
  static void checkReturn(Vcpu cpu, int selector, Descriptor code) {
    int rpl = Selector.rpl(selector);
    boolean allowed =
        rpl >= cpu.cpl && (code.isConforming() ? code.dpl() <= rpl : code.dpl() == rpl);
    checkUsable(cpu, selector, code, code.isCode() && allowed);
  }

  /** Whether {@code allowed}, not both 64-bit and 32-bit, and present. */
  static void checkUsable(Vcpu cpu, int selector, Descriptor code, boolean allowed) {
    if (!allowed || cpu.isLongMode() && code.isLong() && code.isBig()) {
      throw GuestFault.generalProtection(Selector.errorCode(selector));
    }
    if (!code.isPresent()) {
      throw new GuestFault(NP, Selector.errorCode(selector));
    }
  }

  /**
   * #GP(0) unless the target lies within the segment: the limit, or canonical in 64-bit code.
   * Outside 64-bit code it has 32 bits, whatever the operand size: SDM Vol. 2A, CALL, "tempEIP AND
   * 00000000_FFFFFFFFH".
   */
  static void checkTarget(Vcpu cpu, Descriptor code, long rip) {
    boolean inside = is64Bit(cpu, code) ? CpuMode.isCanonical(rip) : (rip & EIP) <= code.limit();
    if (!inside) {
      throw GuestFault.generalProtection(0);
    }
  }

  private static boolean is64Bit(Vcpu cpu, Descriptor code) {
    return cpu.isLongMode() && code.isLong();
  }

  /**
   * Commits CS, CPL and RIP; nothing may fault behind it. {@code code} has its accessed flag set.
   */
  static void enter(Vcpu cpu, int selector, Descriptor code, int level, long rip) {
    SegmentRegisters.load(cpu, CS, Selector.withRpl(selector, level), code);
    cpu.cpl = level;
    cpu.rip = is64Bit(cpu, code) ? rip : rip & EIP;
    cpu.refreshMode();
  }

  /** CS:IP of real-address or virtual-8086 mode; #GP(0) beyond the limit. */
  static void enter8086(Vcpu cpu, int selector, long offset) {
    check8086(cpu, offset);
    SegmentLoading.load8086(cpu, CS, selector);
    cpu.rip = offset;
    cpu.refreshMode();
  }

  static void check8086(Vcpu cpu, long offset) {
    if (offset > cpu.segmentLimit[CS]) {
      throw GuestFault.generalProtection(0);
    }
  }
}
