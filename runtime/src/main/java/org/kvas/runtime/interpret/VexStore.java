package org.kvas.runtime.interpret;

import java.util.function.LongBinaryOperator;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;

/** VEX-encoded instructions that store a vector register or a part of one. */
final class VexStore {
  private static final HiddenCopy WHOLE =
      new HiddenCopy(Whole.class, Address.class, int.class, int.class, int.class);

  private VexStore() {}

  /**
   * @param part what is stored of the low and high quadword, where that is less than 16 bytes
   */
  static Operation create(Instruction instruction, int mode, int offset, LongBinaryOperator part) {
    Operand.Memory memory = (Operand.Memory) instruction.operand(0);
    return memory.size() < 16
        ? VectorStore.create(instruction, mode, offset, part)
        : whole(instruction, mode, offset, VectorOperation.register(instruction.operand(1)));
  }

  /** Stores 16 or 32 bytes from quadword {@code source} on. */
  static Operation whole(Instruction instruction, int mode, int offset, int source) {
    Operand.Memory memory = (Operand.Memory) instruction.operand(0);
    Address address = new Address(memory, instruction, mode, offset);
    int alignmentMask = VexOperation.alignmentMask(instruction, memory);
    return WHOLE.create(address, source, memory.size(), alignmentMask);
  }

  static final class Whole extends Operation {
    private final Address address;
    private final int source;
    private final int size;
    private final int alignmentMask;

    Whole(Address address, int source, int size, int alignmentMask) {
      this.address = address;
      this.source = source;
      this.size = size;
      this.alignmentMask = alignmentMask;
    }

    @Override
    public void execute(VcpuState cpu) {
      long va = address.forWrite(cpu, size);
      if ((va & alignmentMask) != 0) {
        throw GuestFault.generalProtection(0);
      }
      cpu.checkWrite(va, size);
      for (int at = 0; at < size; at += 8) {
        cpu.storePart(va + at, cpu.vector[source + (at >>> 3)]);
      }
    }
  }
}
