package org.kvas.runtime.trap;

import static org.kvas.translator.state.VcpuState.RSP;
import static org.kvas.translator.state.VcpuState.SS;

import org.kvas.runtime.vcpu.Vcpu;

/** Pops from the stack in use while RSP still holds what a fault must find. */
final class StackReader {
  private final Vcpu cpu;
  private final long mask;
  private long pointer;

  StackReader(Vcpu cpu) {
    this.cpu = cpu;
    mask = CpuMode.stackMask(cpu);
    pointer = cpu.gpr[RSP] & mask;
  }

  /** The next value, zero-extended; {@code size} 2, 4 or 8. */
  long pop(int size) {
    long linear = mask == -1L ? pointer : cpu.linear(SS, pointer, size, false);
    long value = cpu.load(linear, size);
    pointer = pointer + size & mask;
    return value;
  }

  /** The selector in the low 16 bits of the next value, the rest of which is not looked at. */
  int popSelector(int size) {
    int selector = cpu.load16(mask == -1L ? pointer : cpu.linear(SS, pointer, 2, false));
    pointer = pointer + size & mask;
    return selector;
  }

  /** Faults where the pop after {@code bytes} more would; processors look there first. */
  void probe(int bytes, int size) {
    long ahead = pointer + bytes & mask;
    cpu.checkRead(mask == -1L ? ahead : cpu.linear(SS, ahead, size, false), size);
  }

  void skip(int bytes) {
    pointer = pointer + bytes & mask;
  }

  void commit() {
    cpu.gpr[RSP] = merged(cpu, mask, pointer);
  }

  /** RSP with {@code pointer} in its bits of {@code mask}. */
  static long merged(Vcpu cpu, long mask, long pointer) {
    return mask == 0xffff ? cpu.gpr[RSP] & ~0xffffL | pointer & 0xffff : pointer & mask;
  }
}
