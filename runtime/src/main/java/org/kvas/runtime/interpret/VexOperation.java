package org.kvas.runtime.interpret;

import static org.kvas.translator.x86.decode.Mnemonic.MOVAPD;
import static org.kvas.translator.x86.decode.Mnemonic.MOVAPS;
import static org.kvas.translator.x86.decode.Mnemonic.MOVDQA;
import static org.kvas.translator.x86.decode.Mnemonic.MOVNTDQ;
import static org.kvas.translator.x86.decode.Mnemonic.MOVNTDQA;
import static org.kvas.translator.x86.decode.Mnemonic.MOVNTPD;
import static org.kvas.translator.x86.decode.Mnemonic.MOVNTPS;
import static org.kvas.translator.x86.decode.Mnemonic.VCVTPH2PS;

import java.util.EnumSet;
import java.util.Set;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.decode.VexOperands;

/**
 * A VEX-encoded instruction with a register destination: reads its last source, whatever it is, and
 * applies a {@link VexBody}.
 */
final class VexOperation {
  /** The only ones whose memory operand must be aligned. SDM Vol. 1, 14.9. */
  private static final Set<Mnemonic> ALIGNED =
      EnumSet.of(MOVAPS, MOVAPD, MOVDQA, MOVNTPS, MOVNTPD, MOVNTDQ, MOVNTDQA);

  private static final HiddenCopy FROM_VECTOR =
      new HiddenCopy(FromVector.class, VexBody.class, int.class, int.class, int.class);
  private static final HiddenCopy FROM_GENERAL =
      new HiddenCopy(FromGeneral.class, VexBody.class, int.class, int.class, int.class, int.class);
  private static final HiddenCopy FROM_IMMEDIATE =
      new HiddenCopy(FromImmediate.class, VexBody.class, int.class, int.class, long.class);
  private static final HiddenCopy FROM_MEMORY =
      new HiddenCopy(
          FromMemory.class, VexBody.class, int.class, int.class, Address.class, int.class);
  private static final HiddenCopy FROM_WIDE_MEMORY =
      new HiddenCopy(
          FromWideMemory.class, VexBody.class, int.class, int.class, Address.class, int.class);
  private static final HiddenCopy FROM_NARROW_MEMORY =
      new HiddenCopy(
          FromNarrowMemory.class,
          VexBody.class,
          int.class,
          int.class,
          Address.class,
          int.class,
          boolean.class);

  private VexOperation() {}

  static Operation create(Instruction instruction, int mode, int offset, VexBody body) {
    VexOperands operands = VexOperands.of(instruction);
    int destination = VectorOperation.register(instruction.operand(0));
    int first = VectorOperation.register(operands.first());
    return switch (operands.source()) {
      case Operand.Vector vector ->
          FROM_VECTOR.create(body, destination, first, VectorOperation.register(vector));
      case Operand.Gpr gpr ->
          FROM_GENERAL.create(body, destination, first, gpr.index(), gpr.size());
      case Operand.Immediate immediate ->
          FROM_IMMEDIATE.create(body, destination, first, immediate.value());
      case Operand.Memory memory -> {
        Address address = new Address(memory, instruction, mode, offset);
        HiddenCopy copy = memory.size() == 32 ? FROM_WIDE_MEMORY : FROM_MEMORY;
        yield memory.size() >= 16
            ? copy.create(body, destination, first, address, alignmentMask(instruction, memory))
            : FROM_NARROW_MEMORY.create(
                body,
                destination,
                first,
                address,
                memory.size(),
                instruction.mnemonic() != VCVTPH2PS);
      }
      default -> throw new IllegalArgumentException(instruction.toString());
    };
  }

  /** Address bits that must be clear. */
  static int alignmentMask(Instruction instruction, Operand.Memory memory) {
    return ALIGNED.contains(instruction.mnemonic()) ? memory.size() - 1 : 0;
  }

  static final class FromVector extends Operation {
    private final VexBody body;
    private final int destination;
    private final int first;
    private final int source;

    FromVector(VexBody body, int destination, int first, int source) {
      this.body = body;
      this.destination = destination;
      this.first = first;
      this.source = source;
    }

    @Override
    public void execute(VcpuState cpu) {
      long[] v = cpu.vector;
      body.apply(cpu, destination, first, v[source], v[source + 1], v[source + 2], v[source + 3]);
    }
  }

  static final class FromGeneral extends Operation {
    private final VexBody body;
    private final int destination;
    private final int first;
    private final int source;
    private final long mask;

    FromGeneral(VexBody body, int destination, int first, int source, int size) {
      this.body = body;
      this.destination = destination;
      this.first = first;
      this.source = source;
      mask = size == 8 ? -1 : 0xffff_ffffL;
    }

    @Override
    public void execute(VcpuState cpu) {
      body.apply(cpu, destination, first, cpu.general(source) & mask, 0, 0, 0);
    }
  }

  static final class FromImmediate extends Operation {
    private final VexBody body;
    private final int destination;
    private final int first;
    private final long value;

    FromImmediate(VexBody body, int destination, int first, long value) {
      this.body = body;
      this.destination = destination;
      this.first = first;
      this.value = value & 0xff;
    }

    @Override
    public void execute(VcpuState cpu) {
      body.apply(cpu, destination, first, value, 0, value, 0);
    }
  }

  static final class FromMemory extends Operation {
    private final VexBody body;
    private final int destination;
    private final int first;
    private final Address address;
    private final int alignmentMask;

    FromMemory(VexBody body, int destination, int first, Address address, int alignmentMask) {
      this.body = body;
      this.destination = destination;
      this.first = first;
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
      body.apply(cpu, destination, first, cpu.loadPart(va), cpu.loadPart(va + 8), 0, 0);
    }
  }

  static final class FromWideMemory extends Operation {
    private final VexBody body;
    private final int destination;
    private final int first;
    private final Address address;
    private final int alignmentMask;

    FromWideMemory(VexBody body, int destination, int first, Address address, int alignmentMask) {
      this.body = body;
      this.destination = destination;
      this.first = first;
      this.address = address;
      this.alignmentMask = alignmentMask;
    }

    @Override
    public void execute(VcpuState cpu) {
      long va = address.forRead(cpu, 32);
      if ((va & alignmentMask) != 0) {
        throw GuestFault.generalProtection(0);
      }
      if (alignmentMask == 0) {
        cpu.checkRead(va, 32);
      }
      body.apply(
          cpu,
          destination,
          first,
          cpu.loadPart(va),
          cpu.loadPart(va + 8),
          cpu.loadPart(va + 16),
          cpu.loadPart(va + 24));
    }
  }

  static final class FromNarrowMemory extends Operation {
    private final VexBody body;
    private final int destination;
    private final int first;
    private final Address address;
    private final int size;
    private final boolean checksAlignment;

    FromNarrowMemory(
        VexBody body,
        int destination,
        int first,
        Address address,
        int size,
        boolean checksAlignment) {
      this.body = body;
      this.destination = destination;
      this.first = first;
      this.address = address;
      this.size = size;
      this.checksAlignment = checksAlignment;
    }

    @Override
    public void execute(VcpuState cpu) {
      long va = address.forRead(cpu, size);
      long value =
          size != 8 ? cpu.load(va, size) : checksAlignment ? cpu.load64(va) : cpu.loadPart(va);
      body.apply(cpu, destination, first, value, 0, 0, 0);
    }
  }
}
