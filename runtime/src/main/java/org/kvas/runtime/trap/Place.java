package org.kvas.runtime.trap;

import org.kvas.runtime.interpret.Address;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;

/** A register or memory operand. Values are zero-extended. */
sealed interface Place {
  long read(Vcpu cpu);

  void write(Vcpu cpu, long value);

  static Place of(Operand operand, Instruction instruction, int mode, int offset) {
    return switch (operand) {
      case Operand.Gpr(int index, int size, boolean high) ->
          new Register(index, size, high ? 8 : 0);
      case Operand.Memory memory ->
          new Memory(new Address(memory, instruction, mode, offset), memory.size());
      default -> throw new IllegalArgumentException("neither register nor memory: " + operand);
    };
  }

  /** A general register; writes of 4 bytes clear the upper half, narrower ones keep the rest. */
  record Register(int index, int size, int shift) implements Place {
    @Override
    public long read(Vcpu cpu) {
      return cpu.general(index) >>> shift & mask();
    }

    @Override
    public void write(Vcpu cpu, long value) {
      cpu.setGeneral(
          index,
          size >= 4
              ? value & mask()
              : cpu.general(index) & ~(mask() << shift) | (value & mask()) << shift);
    }

    private long mask() {
      return size == 8 ? -1L : (1L << size * 8) - 1;
    }
  }

  record Memory(Address address, int size) implements Place {
    @Override
    public long read(Vcpu cpu) {
      return cpu.load(address.forRead(cpu, size), size);
    }

    @Override
    public void write(Vcpu cpu, long value) {
      cpu.store(address.forWrite(cpu, size), size, value);
    }
  }
}
