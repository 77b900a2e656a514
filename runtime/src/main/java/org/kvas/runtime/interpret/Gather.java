package org.kvas.runtime.interpret;

import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;

/**
 * VPGATHERxx and VGATHERxPx: loads of the elements whose mask has its sign set, each from an
 * address of its own. An element that is loaded clears its mask, so that after a fault the rest is
 * done. SDM Vol. 2C, VPGATHERDD.
 */
final class Gather extends Operation {
  private final Address address;
  private final int destination;
  private final int indexes;
  private final int indexSize;
  private final int scale;
  private final int mask;
  private final int elementSize;
  private final int elements;

  private Gather(
      Address address, Operand.Vsib vsib, int indexSize, int destination, int size, int mask) {
    this.address = address;
    this.destination = destination;
    this.mask = mask;
    this.indexSize = indexSize;
    indexes = 4 * vsib.index();
    scale = vsib.scale();
    elementSize = vsib.size();
    elements = size / elementSize;
  }

  static Operation create(Instruction instruction, int mode, int offset) {
    Operand.Vsib vsib = (Operand.Vsib) instruction.operand(1);
    Operand.Memory base =
        new Operand.Memory(
            vsib.segment(),
            vsib.base(),
            Operand.NO_REGISTER,
            0,
            vsib.displacement(),
            vsib.addressSize(),
            vsib.size());
    int indexSize =
        switch (instruction.mnemonic()) {
          case VPGATHERDD, VPGATHERDQ, VGATHERDPS, VGATHERDPD -> 4;
          default -> 8;
        };
    return new Gather(
        new Address(base, instruction, mode, offset),
        vsib,
        indexSize,
        VectorOperation.register(instruction.operand(0)),
        instruction.operand(0).size(),
        VectorOperation.register(instruction.operand(2)));
  }

  @Override
  public void execute(VcpuState cpu) {
    long[] v = cpu.vector;
    for (int i = 0; i < elements; i++) {
      setElement(v, mask, i, element(v, mask, elementSize, i) < 0 ? -1 : 0);
    }
    for (int i = 0; i < elements; i++) {
      if (element(v, mask, elementSize, i) < 0) {
        long distance = element(v, indexes, indexSize, i) << scale;
        long va = address.at(cpu, distance, elementSize, false);
        setElement(v, destination, i, cpu.loadPart(va, elementSize));
        setElement(v, mask, i, 0);
      }
    }
    VexLanes.set(cpu, mask, 0, 0, 0, 0);
    for (int i = elements * elementSize >>> 3; i < 4; i++) {
      v[destination + i] = 0;
    }
  }

  /** Sign-extended. */
  private static long element(long[] v, int register, int size, int i) {
    return size == 8 ? v[register + i] : (int) (v[register + (i >>> 1)] >>> 32 * (i & 1));
  }

  private void setElement(long[] v, int register, int i, long value) {
    if (elementSize == 8) {
      v[register + i] = value;
    } else {
      long low = 0xffff_ffffL << 32 * (i & 1);
      int at = register + (i >>> 1);
      v[at] = v[at] & ~low | value << 32 * (i & 1) & low;
    }
  }
}
