package org.kvas.runtime.interpret;

import static org.kvas.translator.state.VcpuState.IF;
import static org.kvas.translator.state.VcpuState.IOPL;
import static org.kvas.translator.state.VcpuState.RF;
import static org.kvas.translator.state.VcpuState.VIF;
import static org.kvas.translator.state.VcpuState.VM;

import java.lang.invoke.MethodHandles;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;

/**
 * PUSHF: the image without VM and RF. Virtual-8086 code needs IOPL 3, or CR4.VME, which shows it
 * VIF for IF. SDM Vol. 2B, PUSHF.
 */
final class PushFlags extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final int BYTES = SHAPE.operandSize();
  private static final int MODE = SHAPE.mode();
  private static final long CR4_VME = 1;

  PushFlags(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new PushFlags(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    int image = cpu.rflags() & ~(VM | RF);
    if ((cpu.mode & ExecutionMode.VIRTUAL_8086) != 0 && (image & IOPL) != IOPL) {
      if (BYTES != 2 || !(cpu instanceof Vcpu vcpu) || (vcpu.cr4 & CR4_VME) == 0) {
        throw GuestFault.generalProtection(0);
      }
      image = image & ~IF | IOPL | ((image & VIF) != 0 ? IF : 0);
    }
    Stack.push(cpu, MODE, BYTES, image);
  }
}
