package org.kvas.runtime.interpret;

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

import java.lang.invoke.MethodHandles;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;

/**
 * POPF. IOPL changes only at CPL 0, IF only where CPL is not above IOPL; RF is cleared, VM, VIF and
 * VIP stay. Virtual-8086 code needs IOPL 3, or CR4.VME, which gives it VIF for IF. Ends its block.
 * SDM Vol. 2B, POPF.
 */
final class PopFlags extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final int BYTES = SHAPE.operandSize();
  private static final int MODE = SHAPE.mode();
  private static final long CODE_MASK = SHAPE.codeMask();
  private static final int ALWAYS = TF | DF | NT | (BYTES == 2 ? 0 : AC | ID);

  private static final long CR4_VME = 1;

  private final int end;

  PopFlags(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
    end = offset + instruction.length();
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new PopFlags(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    long pointer = Stack.pointer(cpu, MODE);
    int image = (int) Stack.load(cpu, MODE, pointer, BYTES);
    int iopl = (cpu.systemFlags & IOPL) >> 12;
    if ((cpu.mode & ExecutionMode.VIRTUAL_8086) != 0) {
      if (iopl == 3) {
        replace(cpu, image, ALWAYS | IF);
      } else {
        replaceVirtually(cpu, image);
      }
    } else {
      int cpl = cpu instanceof Vcpu vcpu ? vcpu.cpl : 0;
      replace(cpu, image, ALWAYS | (cpl == 0 ? IOPL | IF : cpl <= iopl ? IF : 0));
    }
    Stack.setPointer(cpu, MODE, pointer + BYTES);
    cpu.rip = cpu.rip + end & CODE_MASK;
  }

  private static void replaceVirtually(VcpuState cpu, int image) {
    boolean virtualInterrupts = BYTES == 2 && cpu instanceof Vcpu vcpu && (vcpu.cr4 & CR4_VME) != 0;
    boolean trapped = (image & TF) != 0 || (cpu.systemFlags & VIP) != 0 && (image & IF) != 0;
    if (!virtualInterrupts || trapped) {
      throw GuestFault.generalProtection(0);
    }
    replace(cpu, image, ALWAYS);
    cpu.systemFlags = cpu.systemFlags & ~VIF | ((image & IF) != 0 ? VIF : 0);
  }

  private static void replace(VcpuState cpu, int image, int changeable) {
    int before = cpu.systemFlags;
    cpu.systemFlags = before & ~(changeable | RF) | image & changeable;
    cpu.setStatusFlags(image);
    if (cpu instanceof Vcpu vcpu) {
      if (((before ^ cpu.systemFlags) & AC) != 0) {
        vcpu.refreshMode();
      }
      if ((cpu.systemFlags & TF) != 0) {
        vcpu.request(Vcpu.PENDING_TRACE);
      }
    }
  }
}
