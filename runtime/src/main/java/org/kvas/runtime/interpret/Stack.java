package org.kvas.runtime.interpret;

import static org.kvas.translator.state.VcpuState.RSP;

import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.VcpuState;

/**
 * The stack at SS:rSP, its pointer 2, 4 or 8 bytes wide by the mode. {@code mode} is a constant of
 * the caller. SDM Vol. 1, 6.2.
 */
final class Stack {
  private Stack() {}

  /** The part of the stack pointer in use. */
  static long pointer(VcpuState cpu, int mode) {
    return wrap(mode, cpu.general(RSP));
  }

  static long wrap(int mode, long pointer) {
    int width = ExecutionMode.stackSize(mode);
    return width == 8 ? pointer : width == 4 ? pointer & 0xffff_ffffL : pointer & 0xffff;
  }

  /** Moves the stack pointer; a 2-byte one leaves the rest of ESP alone. */
  static void setPointer(VcpuState cpu, int mode, long pointer) {
    IntegerOperation.setRegister(
        cpu, OperandKind.REGISTER | ExecutionMode.stackSize(mode), RSP, pointer);
  }

  static long linear(VcpuState cpu, int mode, long pointer, int size, boolean write) {
    return ExecutionMode.isFlat(mode) ? pointer : cpu.linear(VcpuState.SS, pointer, size, write);
  }

  /** Reads at a pointer; sign-extended. */
  static long load(VcpuState cpu, int mode, long pointer, int size) {
    return IntegerOperation.load(cpu, size, linear(cpu, mode, pointer, size, false));
  }

  static void store(VcpuState cpu, int mode, long pointer, int size, long value) {
    cpu.store(linear(cpu, mode, pointer, size, true), size, value);
  }

  /** Memory first: a fault leaves the pointer. */
  static void push(VcpuState cpu, int mode, int size, long value) {
    long pointer = wrap(mode, cpu.general(RSP) - size);
    store(cpu, mode, pointer, size, value);
    setPointer(cpu, mode, pointer);
  }
}
