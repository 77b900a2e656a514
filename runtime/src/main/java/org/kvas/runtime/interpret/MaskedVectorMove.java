package org.kvas.runtime.interpret;

import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;

/**
 * VMASKMOVPS, VMASKMOVPD, VPMASKMOVD, VPMASKMOVQ: elements whose mask has its sign set; a load
 * clears the others, and they do not fault. SDM Vol. 2C, VMASKMOV.
 */
final class MaskedVectorMove extends Operation {
  private final Address address;
  private final boolean store;
  private final int register;
  private final int mask;
  private final int elementSize;
  private final int size;

  private MaskedVectorMove(
      Address address, boolean store, int register, int mask, int elementSize, int size) {
    this.address = address;
    this.store = store;
    this.register = register;
    this.mask = mask;
    this.elementSize = elementSize;
    this.size = size;
  }

  static Operation create(Instruction instruction, int mode, int offset) {
    boolean store = instruction.operand(0) instanceof Operand.Memory;
    Operand.Memory memory = (Operand.Memory) instruction.operand(store ? 0 : 2);
    int elementSize =
        switch (instruction.mnemonic()) {
          case VMASKMOVPS, VPMASKMOVD -> 4;
          default -> 8;
        };
    return new MaskedVectorMove(
        new Address(memory, instruction, mode, offset),
        store,
        VectorOperation.register(instruction.operand(store ? 2 : 0)),
        VectorOperation.register(instruction.operand(1)),
        elementSize,
        memory.size());
  }

  @Override
  public void execute(VcpuState cpu) {
    check(cpu);
    if (store) {
      store(cpu);
    } else {
      load(cpu);
    }
  }

  /** A fault on the second of two pages is told with the last byte chosen, as hardware does. */
  private void check(VcpuState cpu) {
    long first = 0;
    long end = 0;
    for (int at = 0; at < size; at += elementSize) {
      if (isChosen(cpu, at)) {
        long va = address.at(cpu, at, elementSize, store);
        first = end == 0 ? va : first;
        end = va + elementSize;
      }
    }
    long last = end - 1;
    if (end != 0) {
      GuestFault.requireCanonical(last);
    }
    if (store && end != 0) {
      cpu.checkWrite(first, 1);
      cpu.checkWrite(last, 1);
    }
  }

  private boolean isChosen(VcpuState cpu, int at) {
    long quadword = cpu.vector[mask + (at >>> 3)];
    return quadword << 64 - 8 * (elementSize + (at & 7)) < 0;
  }

  private void store(VcpuState cpu) {
    for (int at = 0; at < size; at += elementSize) {
      if (isChosen(cpu, at)) {
        long value = cpu.vector[register + (at >>> 3)] >>> 8 * (at & 7);
        cpu.storePart(address.at(cpu, at, elementSize, true), elementSize, value);
      }
    }
  }

  private void load(VcpuState cpu) {
    long[] result = new long[4];
    for (int at = 0; at < size; at += elementSize) {
      if (isChosen(cpu, at)) {
        long value = cpu.loadPart(address.at(cpu, at, elementSize, false), elementSize);
        result[at >>> 3] |= value << 8 * (at & 7);
      }
    }
    System.arraycopy(result, 0, cpu.vector, register, 4);
  }
}
