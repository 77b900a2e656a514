package org.kvas.runtime.trap;

import static org.kvas.translator.state.VcpuState.AC;
import static org.kvas.translator.state.VcpuState.DF;
import static org.kvas.translator.state.VcpuState.ID;
import static org.kvas.translator.state.VcpuState.IF;
import static org.kvas.translator.state.VcpuState.IOPL;
import static org.kvas.translator.state.VcpuState.NT;
import static org.kvas.translator.state.VcpuState.RF;
import static org.kvas.translator.state.VcpuState.TF;
import static org.kvas.translator.state.VcpuState.VIF;
import static org.kvas.translator.state.VcpuState.VIP;
import static org.kvas.translator.state.VcpuState.VM;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.x86.semantics.Flags;

/**
 * Writes to RFLAGS with what must follow: a waiting interrupt is looked at, single-stepping starts.
 * SDM Vol. 1, 3.4.3.
 */
public final class Rflags {
  /** What any return or POPF may change, whatever the privilege. */
  public static final int UNPRIVILEGED_16 = Flags.STATUS | TF | DF | NT;

  static final int UNPRIVILEGED_32 = UNPRIVILEGED_16 | RF | AC | ID;

  private static final int SYSTEM = TF | IF | DF | IOPL | NT | RF | VM | AC | VIF | VIP | ID;
  private static final int BREAKPOINTS_ENABLED = 0xff;

  private Rflags() {}

  /**
   * Replaces the bits of {@code mask}, which holds all status flags or none. Whoever changes AC or
   * VM refreshes the mode.
   */
  public static void write(Vcpu cpu, int value, int mask) {
    if ((mask & Flags.STATUS) != 0) {
      cpu.setStatusFlags(value);
    }
    writeSystem(cpu, cpu.systemFlags & ~mask | value & mask);
  }

  static void writeSystem(Vcpu cpu, int value) {
    int before = cpu.systemFlags;
    // RF matters to instruction breakpoints alone; without them nothing would clear it behind the
    // next instruction
    boolean resumes = (value & RF) != 0 && (cpu.dr[7] & BREAKPOINTS_ENABLED) != 0;
    int flags = value & SYSTEM & (resumes ? -1 : ~RF) | 2;
    cpu.systemFlags = flags;
    if ((flags & TF) != 0 || resumes) {
      cpu.request(Vcpu.PENDING_TRACE);
    }
    if ((flags & ~before & IF) != 0 && cpu.interrupts.isPending()) {
      cpu.request(Vcpu.PENDING_INTERRUPT);
    }
  }

  /** The image an event or SYSCALL saves, RF clear. */
  static int image(Vcpu cpu) {
    return cpu.rflags() & ~RF;
  }
}
