package org.kvas.runtime.trap;

import static org.kvas.translator.state.VcpuState.IOPL;
import static org.kvas.translator.state.VcpuState.RAX;
import static org.kvas.translator.state.VcpuState.RDX;

import org.kvas.runtime.interpret.OperationFamily;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.Operation;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;

/** IN, OUT, INS and OUTS, with the permission they need. SDM Vol. 1, chapter 19. */
public final class PortOperations implements OperationFamily {
  @Override
  public Operation create(Instruction instruction, int mode, int offset) {
    return switch (instruction.mnemonic()) {
      case INS, OUTS ->
          TrapOperation.counted(instruction, new PortString(instruction, mode, offset));
      case IN -> TrapOperation.sequential(instruction, offset, in(instruction));
      default -> TrapOperation.sequential(instruction, offset, out(instruction));
    };
  }

  private static TrapOperation.Action in(Instruction instruction) {
    int size = Math.min(instruction.operandSize(), 4);
    Place accumulator = new Place.Register(RAX, size, 0);
    if (instruction.operand(1) instanceof Operand.Immediate(long value, int _)) {
      int port = (int) value & 0xff;
      return cpu -> accumulator.write(cpu, read(cpu, port, size));
    }
    return cpu -> accumulator.write(cpu, read(cpu, (int) cpu.general(RDX) & 0xffff, size));
  }

  private static TrapOperation.Action out(Instruction instruction) {
    int size = Math.min(instruction.operandSize(), 4);
    Place accumulator = new Place.Register(RAX, size, 0);
    if (instruction.operand(0) instanceof Operand.Immediate(long value, int _)) {
      int port = (int) value & 0xff;
      return cpu -> write(cpu, port, size, (int) accumulator.read(cpu));
    }
    return cpu -> write(cpu, (int) cpu.general(RDX) & 0xffff, size, (int) accumulator.read(cpu));
  }

  private static int read(Vcpu cpu, int port, int size) {
    checkAccess(cpu, port, size);
    Breakpoints.port(cpu, port, size);
    return cpu.ports.read(port, size);
  }

  private static void write(Vcpu cpu, int port, int size, int value) {
    checkAccess(cpu, port, size);
    Breakpoints.port(cpu, port, size);
    cpu.ports.write(port, size, value);
  }

  /** #GP(0) unless CPL is within IOPL or the TSS permits the port. */
  static void checkAccess(Vcpu cpu, int port, int size) {
    boolean privileged = cpu.cpl <= (cpu.systemFlags & IOPL) >> 12 && !CpuMode.isVirtual8086(cpu);
    if (!privileged && !TaskState.permits(cpu, port, size)) {
      throw GuestFault.generalProtection(0);
    }
  }
}
