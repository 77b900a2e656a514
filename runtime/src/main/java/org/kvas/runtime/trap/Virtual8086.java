package org.kvas.runtime.trap;

import static org.kvas.translator.state.VcpuState.CS;
import static org.kvas.translator.state.VcpuState.IF;
import static org.kvas.translator.state.VcpuState.IOPL;
import static org.kvas.translator.state.VcpuState.TF;
import static org.kvas.translator.state.VcpuState.VIF;
import static org.kvas.translator.state.VcpuState.VIP;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/** INT n and IRET inside virtual-8086 mode, with its extensions. SDM Vol. 3B, 20.3 and 20.4. */
final class Virtual8086 {
  private Virtual8086() {}

  static void softwareInterrupt(Vcpu cpu, int vector, long next) {
    boolean extended = (cpu.cr4 & ControlBits.CR4_VME) != 0;
    if (extended && TaskState.redirects(cpu, vector)) {
      redirect(cpu, vector, next);
    } else if (CpuMode.iopl(cpu) < 3) {
      throw GuestFault.generalProtection(0);
    } else {
      InterruptDelivery.enter(cpu, vector, -1, EventKind.SOFTWARE_INTERRUPT, next);
    }
  }

  /** To the 8086 program's own handler, through the vector table at linear address 0. */
  private static void redirect(Vcpu cpu, int vector, long next) {
    int pointer = (int) cpu.mmu.loadSystem(vector * 4L, 4);
    boolean virtual = CpuMode.iopl(cpu) < 3;
    PendingStack stack = PendingStack.current(cpu, 0);
    stack.push(2, virtual ? virtualImage(cpu) : cpu.rflags());
    stack.push(2, cpu.segmentSelector[CS]);
    stack.push(2, next);
    stack.commit();
    cpu.systemFlags &= ~(TF | (virtual ? VIF : IF));
    cpu.stepReported = true;
    CodeSegments.enter8086(cpu, pointer >>> 16, pointer & 0xffff);
  }

  /** FLAGS with VIF in the place of IF, and IOPL 3. */
  static int virtualImage(Vcpu cpu) {
    int flags = cpu.rflags() & ~IF | IOPL;
    return (flags & VIF) != 0 ? flags | IF : flags;
  }

  static void interruptReturn(Vcpu cpu, int size) {
    boolean privileged = CpuMode.iopl(cpu) == 3;
    if (!privileged && ((cpu.cr4 & ControlBits.CR4_VME) == 0 || size != 2)) {
      throw GuestFault.generalProtection(0);
    }
    StackReader stack = new StackReader(cpu);
    long rip = stack.pop(size);
    int selector = (int) stack.pop(size) & 0xffff;
    int flags = (int) stack.pop(size);
    CodeSegments.check8086(cpu, rip);
    if (privileged) {
      stack.commit();
      Rflags.write(cpu, flags, (size == 2 ? Rflags.UNPRIVILEGED_16 : Rflags.UNPRIVILEGED_32) | IF);
    } else {
      boolean enables = (flags & IF) != 0;
      if (enables && (cpu.systemFlags & VIP) != 0 || (flags & TF) != 0) {
        throw GuestFault.generalProtection(0);
      }
      stack.commit();
      Rflags.write(cpu, enables ? flags | VIF : flags & ~VIF, Rflags.UNPRIVILEGED_16 | VIF);
    }
    CodeSegments.enter8086(cpu, selector, rip);
  }
}
