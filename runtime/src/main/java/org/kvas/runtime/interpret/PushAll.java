package org.kvas.runtime.interpret;

import static org.kvas.runtime.interpret.OperandKind.REGISTER;
import static org.kvas.translator.state.VcpuState.RAX;
import static org.kvas.translator.state.VcpuState.RDI;
import static org.kvas.translator.state.VcpuState.RSP;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;

/**
 * PUSHA and POPA: the eight registers, (E)SP as it was before and ignored. In real-address and
 * virtual-8086 mode PUSHA refuses stacks that its pushes would find the end of between two bytes.
 * SDM Vol. 2B, PUSHA.
 */
final class PushAll extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final boolean PUSHES = SHAPE.mnemonic() == Mnemonic.PUSHA;
  private static final int BYTES = SHAPE.operandSize();
  private static final int MODE = SHAPE.mode();

  PushAll(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new PushAll(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    if (PUSHES) {
      push(cpu);
    } else {
      pop(cpu);
    }
  }

  private static void push(VcpuState cpu) {
    if ((MODE & ExecutionMode.PROTECTED) == 0) {
      long pointer = Stack.pointer(cpu, MODE);
      if (pointer >= 7 && pointer <= 15 && (pointer & 1) != 0) {
        throw GuestFault.generalProtection(0);
      }
    }
    for (int i = 1; i <= 8; i++) {
      long at = Stack.wrap(MODE, cpu.general(RSP) - i * BYTES);
      cpu.checkWrite(Stack.linear(cpu, MODE, at, BYTES, true), BYTES);
    }
    long before = cpu.general(RSP);
    for (int register = RAX; register <= RDI; register++) {
      Stack.push(cpu, MODE, BYTES, register == RSP ? before : cpu.general(register));
    }
  }

  private static void pop(VcpuState cpu) {
    long[] values = new long[8];
    for (int i = 0; i < 8; i++) {
      values[i] = Stack.load(cpu, MODE, Stack.wrap(MODE, cpu.general(RSP) + i * BYTES), BYTES);
    }
    for (int register = RAX; register <= RDI; register++) {
      if (register != RSP) {
        setRegister(cpu, REGISTER | BYTES, register, values[RDI - register]);
      }
    }
    Stack.setPointer(cpu, MODE, cpu.general(RSP) + 8 * BYTES);
  }
}
