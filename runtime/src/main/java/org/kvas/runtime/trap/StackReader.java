package org.kvas.runtime.trap;

import static org.kvas.translator.state.VcpuState.RSP;
import static org.kvas.translator.state.VcpuState.SS;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.ExecutionMode;

/** Pops from the stack in use while RSP still holds what a fault must find. */
final class StackReader {
  private final Vcpu cpu;
  private final long mask;
  private final boolean flat;
  private long pointer;

  StackReader(Vcpu cpu) {
    this.cpu = cpu;
    mask = CpuMode.stackMask(cpu);
    flat = ExecutionMode.isFlat(cpu.mode);
    pointer = cpu.general(RSP) & mask;
  }

  /** The next value, zero-extended; {@code size} 2, 4 or 8. */
  long pop(int size) {
    long value = cpu.load(linear(pointer, size), size);
    pointer = pointer + size & mask;
    return value;
  }

  /** The selector in the low 16 bits of the next value, the rest of which is not looked at. */
  int popSelector(int size) {
    int selector = cpu.load16(linear(pointer, 2));
    pointer = pointer + size & mask;
    return selector;
  }

  /** Faults where the pop after {@code bytes} more would; processors look there first. */
  void probe(int bytes, int size) {
    cpu.checkRead(linear(pointer + bytes & mask, size), size);
  }

  /** A limit of 4 GiB stops nothing, as in {@link org.kvas.runtime.interpret}. SDM Vol. 3A, 5.3. */
  private long linear(long offset, int size) {
    return flat ? offset : cpu.linear(SS, offset, size, false);
  }

  void skip(int bytes) {
    pointer = pointer + bytes & mask;
  }

  void commit() {
    cpu.setGeneral(RSP, merged(cpu, mask, pointer));
  }

  /** RSP with {@code pointer} in its bits of {@code mask}. */
  static long merged(Vcpu cpu, long mask, long pointer) {
    return mask == 0xffff ? cpu.general(RSP) & ~0xffffL | pointer & 0xffff : pointer & mask;
  }
}
