package org.kvas.runtime.interpret;

import java.util.function.LongBinaryOperator;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.sse.Mmx;

/** Instructions that store a vector or MMX register, or a part of one. */
final class VectorStore {
  private static final HiddenCopy WHOLE =
      new HiddenCopy(Whole.class, Address.class, int.class, int.class);
  private static final HiddenCopy PART =
      new HiddenCopy(Part.class, Address.class, int.class, int.class, LongBinaryOperator.class);
  private static final HiddenCopy FROM_MMX =
      new HiddenCopy(FromMmx.class, Address.class, int.class, int.class);

  private VectorStore() {}

  /**
   * @param part what is stored of the low and high quadword, where that is less than all 16 bytes
   */
  static Operation create(Instruction instruction, int mode, int offset, LongBinaryOperator part) {
    Operand.Memory memory = (Operand.Memory) instruction.operand(0);
    Address address = new Address(memory, instruction, mode, offset);
    int source = VectorOperation.register(instruction.operand(1));
    if (memory.size() == 16) {
      return WHOLE.create(address, source, VectorOperation.mayBeMisaligned(instruction) ? 0 : 15);
    }
    return instruction.operand(1) instanceof Operand.Mmx
        ? FROM_MMX.create(address, source, memory.size())
        : PART.create(address, source, memory.size(), part);
  }

  static final class Whole extends Operation {
    private final Address address;
    private final int source;
    private final int alignmentMask;

    Whole(Address address, int source, int alignmentMask) {
      this.address = address;
      this.source = source;
      this.alignmentMask = alignmentMask;
    }

    @Override
    public void execute(VcpuState cpu) {
      long va = address.forWrite(cpu, 16);
      if ((va & alignmentMask) != 0) {
        throw GuestFault.generalProtection(0);
      }
      if (alignmentMask == 0) {
        cpu.checkWrite(va, 16);
      }
      cpu.storePart(va, cpu.vector[source]);
      cpu.storePart(va + 8, cpu.vector[source + 1]);
    }
  }

  static final class Part extends Operation {
    private final Address address;
    private final int source;
    private final int size;
    private final LongBinaryOperator part;

    Part(Address address, int source, int size, LongBinaryOperator part) {
      this.address = address;
      this.source = source;
      this.size = size;
      this.part = part;
    }

    @Override
    public void execute(VcpuState cpu) {
      long value = part.applyAsLong(cpu.vector[source], cpu.vector[source + 1]);
      cpu.store(address.forWrite(cpu, size), size, value);
    }
  }

  static final class FromMmx extends Operation {
    private final Address address;
    private final int source;
    private final int size;

    FromMmx(Address address, int source, int size) {
      this.address = address;
      this.source = source;
      this.size = size;
    }

    @Override
    public void execute(VcpuState cpu) {
      cpu.store(address.forWrite(cpu, size), size, Mmx.read(cpu, source));
    }
  }
}
