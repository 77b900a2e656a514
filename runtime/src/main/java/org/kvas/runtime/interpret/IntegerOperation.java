package org.kvas.runtime.interpret;

import static org.kvas.runtime.interpret.OperandKind.isImmediate;
import static org.kvas.runtime.interpret.OperandKind.isMemory;

import org.kvas.translator.state.HostMemory;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;

/**
 * An operation on general registers, immediates and at most one memory operand. Values are
 * sign-extended to 64 bits from their operand's size. The kinds and addressing bits passed to these
 * methods are constants of the subclass ({@link Specialized}), so each call comes down to the one
 * access it names.
 */
abstract class IntegerOperation extends Operation {
  /** Register numbers of the operands, where they are registers. */
  final byte first;

  final byte second;
  private final byte third;

  private final byte base;
  private final byte index;
  private final byte scale;
  final byte segment;
  private final long displacement;

  /** The last operand's value if that is an immediate, or its displacement if it is relative. */
  final long immediate;

  IntegerOperation(Instruction instruction, int offset) {
    byte[] registers = new byte[3];
    Operand.Memory memory = null;
    long constant = 0;
    for (int i = 0; i < instruction.operands().size(); i++) {
      switch (instruction.operand(i)) {
        case Operand.Gpr gpr -> registers[i] = (byte) gpr.index();
        case Operand.Memory m -> memory = m;
        case Operand.Immediate(long value, int _) -> constant = value;
        case Operand.Relative(long distance, int _) -> constant = distance;
        default -> {}
      }
    }
    first = registers[0];
    second = registers[1];
    third = registers[2];
    immediate = constant;
    base = (byte) (memory == null ? Operand.NO_REGISTER : memory.base());
    index = (byte) (memory == null ? Operand.NO_REGISTER : memory.index());
    scale = (byte) (memory == null ? 0 : memory.scale());
    segment = (byte) (memory == null ? VcpuState.DS : memory.segment());
    displacement =
        memory == null
            ? 0
            : memory.displacement()
                + (memory.base() == Operand.RIP ? offset + instruction.length() : 0);
  }

  /** An operation of the same class; in a copy of the class, one of that copy. */
  abstract IntegerOperation another(Instruction instruction, int mode, int offset);

  /** The memory operand's offset in its segment, {@code extra} bytes further on. */
  final long offset(VcpuState cpu, int addressing, long extra) {
    long offset =
        ((addressing & Addressing.RIP_RELATIVE) != 0 ? cpu.rip : cpu.general(base))
            + displacement
            + extra;
    if ((addressing & Addressing.INDEX) != 0) {
      offset += cpu.general(index) << scale;
    }
    return Addressing.wrapped(addressing, offset);
  }

  /** The memory operand's linear address. */
  final long address(VcpuState cpu, int addressing, int size, boolean write) {
    return Addressing.linear(cpu, addressing, segment, offset(cpu, addressing, 0), size, write);
  }

  /** The linear address {@code extra} bytes further on than the operand. */
  final long addressAt(VcpuState cpu, int addressing, long extra, int size, boolean write) {
    return Addressing.linear(cpu, addressing, segment, offset(cpu, addressing, extra), size, write);
  }

  /** The first operand, for reading only. */
  final long readFirst(VcpuState cpu, int kind, int addressing) {
    return isMemory(kind)
        ? readMemory(cpu, OperandKind.size(kind), addressing)
        : register(cpu, kind, first);
  }

  final long readSecond(VcpuState cpu, int kind, int addressing) {
    return isImmediate(kind)
        ? immediate
        : isMemory(kind)
            ? readMemory(cpu, OperandKind.size(kind), addressing)
            : register(cpu, kind, second);
  }

  final long readThird(VcpuState cpu, int kind, int addressing) {
    return isImmediate(kind)
        ? immediate
        : isMemory(kind)
            ? readMemory(cpu, OperandKind.size(kind), addressing)
            : register(cpu, kind, third);
  }

  private long readMemory(VcpuState cpu, int size, int addressing) {
    return load(cpu, size, address(cpu, addressing, size, false));
  }

  /** Replaces the first operand without having read it. */
  final void writeFirst(VcpuState cpu, int kind, int addressing, long value) {
    if (isMemory(kind)) {
      int size = OperandKind.size(kind);
      cpu.store(address(cpu, addressing, size, true), size, value);
    } else {
      setRegister(cpu, kind, first, value);
    }
  }

  /**
   * The first operand's linear address, checked for the write of a read-modify-write; of no meaning
   * for a register.
   */
  final long addressToModify(VcpuState cpu, int kind, int addressing) {
    if (!isMemory(kind)) {
      return 0;
    }
    return address(cpu, addressing, OperandKind.size(kind), true);
  }

  /**
   * Host address of the first operand if the TLB has it, else 0 after a check that the write cannot
   * fault.
   */
  static long hostToModify(VcpuState cpu, int kind, long linear) {
    if (!isMemory(kind)) {
      return 0;
    }
    long host = cpu.hostForWrite(linear, OperandKind.size(kind));
    if (host == 0) {
      cpu.checkWrite(linear, OperandKind.size(kind));
    }
    return host;
  }

  /** Reads the operand that {@link #storeModified} will replace. */
  final long loadToModify(VcpuState cpu, int kind, long linear, long host) {
    return isMemory(kind)
        ? loadChecked(cpu, OperandKind.size(kind), linear, host)
        : register(cpu, kind, first);
  }

  final void storeModified(VcpuState cpu, int kind, long linear, long host, long value) {
    if (isMemory(kind)) {
      storeChecked(cpu, OperandKind.size(kind), linear, host, value);
    } else {
      setRegister(cpu, kind, first, value);
    }
  }

  private static long loadChecked(VcpuState cpu, int size, long linear, long host) {
    if (host == 0) {
      return load(cpu, size, linear);
    }
    return switch (size) {
      case 1 -> HostMemory.getByte(host);
      case 2 -> HostMemory.getShort(host);
      case 4 -> HostMemory.getInt(host);
      default -> HostMemory.getLong(host);
    };
  }

  private static void storeChecked(VcpuState cpu, int size, long linear, long host, long value) {
    if (host == 0) {
      cpu.store(linear, size, value);
      return;
    }
    switch (size) {
      case 1 -> HostMemory.putByte(host, (byte) value);
      case 2 -> HostMemory.putShort(host, (short) value);
      case 4 -> HostMemory.putInt(host, (int) value);
      default -> HostMemory.putLong(host, value);
    }
  }

  /** Loads sign-extend. */
  static long load(VcpuState cpu, int size, long linear) {
    return switch (size) {
      case 1 -> (byte) cpu.load8(linear);
      case 2 -> (short) cpu.load16(linear);
      case 4 -> cpu.load32(linear);
      default -> cpu.load64(linear);
    };
  }

  static long register(VcpuState cpu, int kind, int number) {
    long value = cpu.general(number);
    return switch (kind) {
      case OperandKind.REGISTER | 8 -> value;
      case OperandKind.REGISTER | 4 -> (int) value;
      case OperandKind.REGISTER | 2 -> (short) value;
      case OperandKind.REGISTER | 1 -> (byte) value;
      default -> (byte) (value >> 8);
    };
  }

  /**
   * 4-byte writes clear the upper half, 1- and 2-byte writes keep the rest. SDM Vol. 1, 3.4.1.1.
   */
  static void setRegister(VcpuState cpu, int kind, int number, long value) {
    cpu.setGeneral(
        number,
        switch (kind) {
          case OperandKind.REGISTER | 8 -> value;
          case OperandKind.REGISTER | 4 -> value & 0xffff_ffffL;
          case OperandKind.REGISTER | 2 -> cpu.general(number) & ~0xffffL | value & 0xffff;
          case OperandKind.REGISTER | 1 -> cpu.general(number) & ~0xffL | value & 0xff;
          default -> cpu.general(number) & ~0xff00L | (value & 0xff) << 8;
        });
  }
}
