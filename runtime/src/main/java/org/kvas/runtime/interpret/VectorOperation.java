package org.kvas.runtime.interpret;

import static org.kvas.translator.x86.decode.Mnemonic.LDDQU;
import static org.kvas.translator.x86.decode.Mnemonic.MOVDQU;
import static org.kvas.translator.x86.decode.Mnemonic.MOVUPD;
import static org.kvas.translator.x86.decode.Mnemonic.MOVUPS;
import static org.kvas.translator.x86.decode.Mnemonic.PCMPESTRI;
import static org.kvas.translator.x86.decode.Mnemonic.PCMPESTRM;
import static org.kvas.translator.x86.decode.Mnemonic.PCMPISTRI;
import static org.kvas.translator.x86.decode.Mnemonic.PCMPISTRM;

import java.util.EnumSet;
import java.util.Set;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.sse.Mmx;

/** An instruction with a register destination: reads the second operand, whatever it is, and applies a {@link VectorBody}. */
abstract class VectorOperation extends Operation {
  /** Instructions whose 16-byte memory operand may be misaligned. SDM Vol. 1, 4.1.1 and Vol. 2B, 4.1.6. */
  private static final Set<Mnemonic> UNALIGNED =
      EnumSet.of(MOVUPS, MOVUPD, MOVDQU, LDDQU, PCMPESTRI, PCMPESTRM, PCMPISTRI, PCMPISTRM);

  final VectorBody body;
  final int destination;

  private VectorOperation(VectorBody body, int destination) {
    this.body = body;
    this.destination = destination;
  }

  static Operation create(Instruction instruction, int mode, int offset, VectorBody body) {
    int destination = register(instruction.operand(0));
    return switch (instruction.operand(1)) {
      case Operand.Vector vector -> new FromVector(body, destination, register(vector));
      case Operand.Mmx mmx -> new FromMmx(body, destination, mmx.index());
      case Operand.Gpr gpr -> new FromGeneral(body, destination, gpr.index(), gpr.size());
      case Operand.Immediate immediate -> new FromImmediate(body, destination, immediate.value());
      case Operand.Memory memory -> fromMemory(instruction, memory, mode, offset, body, destination);
      default -> throw new IllegalArgumentException(instruction.toString());
    };
  }

  private static Operation fromMemory(
      Instruction instruction, Operand.Memory memory, int mode, int offset, VectorBody body, int destination) {
    Address address = new Address(memory, instruction, mode, offset);
    return memory.size() == 16
        ? new FromMemory(body, destination, address, mayBeMisaligned(instruction) ? 0 : 15)
        : new FromNarrowMemory(body, destination, address, memory.size());
  }

  static boolean mayBeMisaligned(Instruction instruction) {
    return UNALIGNED.contains(instruction.mnemonic());
  }

  /** The number a {@link VectorBody} knows a register by. */
  static int register(Operand operand) {
    return switch (operand) {
      case Operand.Vector vector -> 4 * vector.index();
      case Operand.Mmx mmx -> mmx.index();
      case Operand.Gpr gpr -> gpr.index();
      default -> throw new IllegalArgumentException(operand.toString());
    };
  }

  /** The immediate byte that ends the operands, 0 where there is none. */
  static int immediate(Instruction instruction) {
    return instruction.operands().getLast() instanceof Operand.Immediate immediate ? (int) immediate.value() & 0xff : 0;
  }

  private static final class FromVector extends VectorOperation {
    private final int source;

    FromVector(VectorBody body, int destination, int source) {
      super(body, destination);
      this.source = source;
    }

    @Override
    public void execute(VcpuState cpu) {
      body.apply(cpu, destination, cpu.vector[source], cpu.vector[source + 1]);
    }
  }

  private static final class FromMmx extends VectorOperation {
    private final int source;

    FromMmx(VectorBody body, int destination, int source) {
      super(body, destination);
      this.source = source;
    }

    @Override
    public void execute(VcpuState cpu) {
      body.apply(cpu, destination, Mmx.read(cpu, source), 0);
    }
  }

  private static final class FromGeneral extends VectorOperation {
    private final int source;
    private final long mask;

    FromGeneral(VectorBody body, int destination, int source, int size) {
      super(body, destination);
      this.source = source;
      mask = size == 8 ? -1 : 0xffff_ffffL;
    }

    @Override
    public void execute(VcpuState cpu) {
      body.apply(cpu, destination, cpu.gpr[source] & mask, 0);
    }
  }

  private static final class FromImmediate extends VectorOperation {
    private final long value;

    FromImmediate(VectorBody body, int destination, long value) {
      super(body, destination);
      this.value = value & 0xff;
    }

    @Override
    public void execute(VcpuState cpu) {
      body.apply(cpu, destination, value, 0);
    }
  }

  private static final class FromMemory extends VectorOperation {
    private final Address address;
    private final int alignmentMask;

    FromMemory(VectorBody body, int destination, Address address, int alignmentMask) {
      super(body, destination);
      this.address = address;
      this.alignmentMask = alignmentMask;
    }

    @Override
    public void execute(VcpuState cpu) {
      long va = address.forRead(cpu, 16);
      if ((va & alignmentMask) != 0) {
        throw GuestFault.generalProtection(0);
      }
      body.apply(cpu, destination, cpu.load64(va), cpu.load64(va + 8));
    }
  }

  private static final class FromNarrowMemory extends VectorOperation {
    private final Address address;
    private final int size;

    FromNarrowMemory(VectorBody body, int destination, Address address, int size) {
      super(body, destination);
      this.address = address;
      this.size = size;
    }

    @Override
    public void execute(VcpuState cpu) {
      long va = address.forRead(cpu, size);
      body.apply(cpu, destination, size == 8 ? cpu.load64(va) : cpu.load(va, size), 0);
    }
  }
}
