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

/**
 * An instruction with a register destination: reads the second operand, whatever it is, and applies
 * a {@link VectorBody}.
 */
final class VectorOperation {
  /**
   * Instructions whose 16-byte memory operand may be misaligned. SDM Vol. 1, 4.1.1 and Vol. 2B,
   * 4.1.6.
   */
  private static final Set<Mnemonic> UNALIGNED =
      EnumSet.of(MOVUPS, MOVUPD, MOVDQU, LDDQU, PCMPESTRI, PCMPESTRM, PCMPISTRI, PCMPISTRM);

  private static final HiddenCopy FROM_VECTOR =
      new HiddenCopy(FromVector.class, VectorBody.class, int.class, int.class);
  private static final HiddenCopy FROM_MMX =
      new HiddenCopy(FromMmx.class, VectorBody.class, int.class, int.class);
  private static final HiddenCopy FROM_GENERAL =
      new HiddenCopy(FromGeneral.class, VectorBody.class, int.class, int.class, int.class);
  private static final HiddenCopy FROM_IMMEDIATE =
      new HiddenCopy(FromImmediate.class, VectorBody.class, int.class, long.class);
  private static final HiddenCopy FROM_MEMORY =
      new HiddenCopy(FromMemory.class, VectorBody.class, int.class, Address.class, int.class);
  private static final HiddenCopy FROM_NARROW_MEMORY =
      new HiddenCopy(FromNarrowMemory.class, VectorBody.class, int.class, Address.class, int.class);

  private VectorOperation() {}

  static Operation create(Instruction instruction, int mode, int offset, VectorBody body) {
    int destination = register(instruction.operand(0));
    return switch (instruction.operand(1)) {
      case Operand.Vector vector -> FROM_VECTOR.create(body, destination, register(vector));
      case Operand.Mmx mmx -> FROM_MMX.create(body, destination, mmx.index());
      case Operand.Gpr gpr -> FROM_GENERAL.create(body, destination, gpr.index(), gpr.size());
      case Operand.Immediate immediate ->
          FROM_IMMEDIATE.create(body, destination, immediate.value());
      case Operand.Memory memory ->
          fromMemory(instruction, memory, mode, offset, body, destination);
      default -> throw new IllegalArgumentException(instruction.toString());
    };
  }

  private static Operation fromMemory(
      Instruction instruction,
      Operand.Memory memory,
      int mode,
      int offset,
      VectorBody body,
      int destination) {
    Address address = new Address(memory, instruction, mode, offset);
    return memory.size() == 16
        ? FROM_MEMORY.create(body, destination, address, mayBeMisaligned(instruction) ? 0 : 15)
        : FROM_NARROW_MEMORY.create(body, destination, address, memory.size());
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
    return instruction.operands().getLast() instanceof Operand.Immediate immediate
        ? (int) immediate.value() & 0xff
        : 0;
  }

  static final class FromVector extends Operation {
    private final VectorBody body;
    private final int destination;
    private final int source;

    FromVector(VectorBody body, int destination, int source) {
      this.body = body;
      this.destination = destination;
      this.source = source;
    }

    @Override
    public void execute(VcpuState cpu) {
      body.apply(cpu, destination, cpu.vector[source], cpu.vector[source + 1]);
    }
  }

  static final class FromMmx extends Operation {
    private final VectorBody body;
    private final int destination;
    private final int source;

    FromMmx(VectorBody body, int destination, int source) {
      this.body = body;
      this.destination = destination;
      this.source = source;
    }

    @Override
    public void execute(VcpuState cpu) {
      body.apply(cpu, destination, Mmx.read(cpu, source), 0);
    }
  }

  static final class FromGeneral extends Operation {
    private final VectorBody body;
    private final int destination;
    private final int source;
    private final long mask;

    FromGeneral(VectorBody body, int destination, int source, int size) {
      this.body = body;
      this.destination = destination;
      this.source = source;
      mask = size == 8 ? -1 : 0xffff_ffffL;
    }

    @Override
    public void execute(VcpuState cpu) {
      body.apply(cpu, destination, cpu.general(source) & mask, 0);
    }
  }

  static final class FromImmediate extends Operation {
    private final VectorBody body;
    private final int destination;
    private final long value;

    FromImmediate(VectorBody body, int destination, long value) {
      this.body = body;
      this.destination = destination;
      this.value = value & 0xff;
    }

    @Override
    public void execute(VcpuState cpu) {
      body.apply(cpu, destination, value, 0);
    }
  }

  static final class FromMemory extends Operation {
    private final VectorBody body;
    private final int destination;
    private final Address address;
    private final int alignmentMask;

    FromMemory(VectorBody body, int destination, Address address, int alignmentMask) {
      this.body = body;
      this.destination = destination;
      this.address = address;
      this.alignmentMask = alignmentMask;
    }

    @Override
    public void execute(VcpuState cpu) {
      long va = address.forRead(cpu, 16);
      if ((va & alignmentMask) != 0) {
        throw GuestFault.generalProtection(0);
      }
      if (alignmentMask == 0) {
        cpu.checkRead(va, 16);
      }
      body.apply(cpu, destination, cpu.loadPart(va), cpu.loadPart(va + 8));
    }
  }

  static final class FromNarrowMemory extends Operation {
    private final VectorBody body;
    private final int destination;
    private final Address address;
    private final int size;

    FromNarrowMemory(VectorBody body, int destination, Address address, int size) {
      this.body = body;
      this.destination = destination;
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
