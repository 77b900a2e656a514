package org.kvas.runtime.interpret;

import org.kvas.translator.state.VcpuState;
import org.kvas.translator.state.X87State;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;

/** A waiting x87 instruction with a memory operand. */
abstract class X87MemoryOperation extends X87Operation {
  private final Address address;
  final int size;

  X87MemoryOperation(Instruction instruction, int mode, int offset) {
    super(offset);
    Operand.Memory operand = (Operand.Memory) instruction.operand(0);
    address = new Address(operand, instruction, mode, offset);
    size = operand.size();
  }

  @Override
  final void run(VcpuState cpu, X87State x87) {
    access(cpu, x87);
    x87.dataPointer = address.offset(cpu);
  }

  /** Does the instruction; a fault must come before any change. */
  abstract void access(VcpuState cpu, X87State x87);

  final long readable(VcpuState cpu) {
    return address.forRead(cpu, size);
  }

  final long writable(VcpuState cpu) {
    return address.forWrite(cpu, size);
  }
}
