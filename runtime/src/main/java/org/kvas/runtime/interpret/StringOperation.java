package org.kvas.runtime.interpret;

import static org.kvas.runtime.interpret.OperandKind.REGISTER;
import static org.kvas.translator.state.VcpuState.DF;
import static org.kvas.translator.state.VcpuState.PAGE_SIZE;
import static org.kvas.translator.state.VcpuState.RCX;
import static org.kvas.translator.state.VcpuState.TF;

import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;

/**
 * What string instructions share: pointers, counter, segments, and the repetition. They end their
 * block. A repeated one works in chunks that lie in one page each, moves its registers after each,
 * and stops between them for a pending event with {@code rip} at itself. SDM Vol. 2B, REP.
 *
 * <p>While RFLAGS.TF is set it does one element at a time.
 */
abstract class StringOperation extends IntegerOperation {
  /** Source segment (DS or its override). */
  private final int source;

  private final int start;
  private final int end;

  StringOperation(Instruction instruction, int offset) {
    super(instruction, offset);
    source = instruction.segment(VcpuState.DS);
    start = offset;
    end = offset + instruction.length();
  }

  /** One element: access first, then pointers and flags. The counter is not its concern. */
  abstract void step(VcpuState cpu);

  /**
   * Up to {@code count} elements at once, all in pages the TLB holds; returns how many were done, 0
   * if it takes {@link #step}.
   */
  abstract long bulk(VcpuState cpu, long count);

  /** Whether the flags stop a repetition after the element just done. */
  abstract boolean stops(VcpuState cpu);

  final void once(VcpuState cpu, Shape shape) {
    step(cpu);
    cpu.rip = cpu.rip + end & shape.codeMask();
  }

  /** False if it is to go on when executed again. */
  final boolean repeat(VcpuState cpu, Shape shape) {
    int counter = REGISTER | shape.addressSize();
    long count = Addressing.wrapped(Addressing.wrap(shape.addressSize()), cpu.general(RCX));
    if (shape.addressSize() == 4) {
      setRegister(cpu, counter, RCX, count); // clears the upper half, also of none
    }
    while (count != 0) {
      boolean single = (cpu.systemFlags & TF) != 0;
      long done = single ? 0 : bulk(cpu, count);
      if (done == 0) {
        step(cpu);
        done = 1;
      }
      count -= done;
      setRegister(cpu, counter, RCX, count);
      if (stops(cpu)) {
        break;
      }
      if (count != 0 && (single || cpu.pending != 0 && !cpu.wholeStrings)) {
        cpu.rip = cpu.rip + start & shape.codeMask();
        cpu.repetition = cpu.rip;
        return false;
      }
    }
    cpu.repetition = VcpuState.NO_REPETITION;
    cpu.rip = cpu.rip + end & shape.codeMask();
    return true;
  }

  static boolean downwards(VcpuState cpu) {
    return (cpu.systemFlags & DF) != 0;
  }

  /** How far a pointer moves for one element: negative with DF set. */
  static long stride(VcpuState cpu, int size) {
    return downwards(cpu) ? -size : size;
  }

  static long pointer(VcpuState cpu, Shape shape, int register) {
    return Addressing.wrapped(Addressing.wrap(shape.addressSize()), cpu.general(register));
  }

  /** Repeated MOVS and STOS with 32-bit addresses clear the pointers' upper halves first. */
  static void narrow(VcpuState cpu, Shape shape, int register) {
    if (shape.addressSize() == 4) {
      advance(cpu, shape, register, 0);
    }
  }

  static void advance(VcpuState cpu, Shape shape, int register, long distance) {
    setRegister(cpu, REGISTER | shape.addressSize(), register, cpu.general(register) + distance);
  }

  final long sourceAddress(VcpuState cpu, Shape shape) {
    return linear(
        cpu, shape, source, pointer(cpu, shape, VcpuState.RSI), shape.operandSize(), false);
  }

  static long destinationAddress(VcpuState cpu, Shape shape, boolean write) {
    return linear(
        cpu, shape, VcpuState.ES, pointer(cpu, shape, VcpuState.RDI), shape.operandSize(), write);
  }

  private static long linear(
      VcpuState cpu, Shape shape, int segment, long offset, int size, boolean write) {
    return Addressing.linear(
        cpu, Addressing.segmentation(segment, shape.mode()), segment, offset, size, write);
  }

  final long sourceRun(VcpuState cpu, Shape shape, long linear, long count) {
    return run(cpu, shape, source, pointer(cpu, shape, VcpuState.RSI), linear, count, false);
  }

  static long destinationRun(VcpuState cpu, Shape shape, long linear, long count, boolean write) {
    return run(cpu, shape, VcpuState.ES, pointer(cpu, shape, VcpuState.RDI), linear, count, write);
  }

  /**
   * Of {@code count} elements in the direction of DF, from an address that was checked for one: how
   * many lie in its page, its segment and before the offset's wrap. Downwards the first one is
   * known to lie in one page.
   */
  private static long run(
      VcpuState cpu,
      Shape shape,
      int segment,
      long offset,
      long linear,
      long count,
      boolean write) {
    int size = shape.operandSize();
    long bytes =
        downwards(cpu)
            ? bytesBelow(cpu, shape, segment, offset, linear) + size
            : bytesFrom(cpu, shape, segment, offset, linear, write);
    long elements = bytes / size;
    return Long.compareUnsigned(elements, count) < 0 ? elements : count;
  }

  private static long bytesFrom(
      VcpuState cpu, Shape shape, int segment, long offset, long linear, boolean write) {
    long bytes = PAGE_SIZE - (linear & PAGE_SIZE - 1);
    if (shape.addressSize() != 8) {
      bytes = Math.min(bytes, (1L << 8 * shape.addressSize()) - offset);
    }
    if (isChecked(shape, segment)) {
      long high = write ? cpu.segmentWriteHigh[segment] : cpu.segmentReadHigh[segment];
      bytes = Math.min(bytes, high - offset + 1);
    }
    return bytes;
  }

  private static long bytesBelow(
      VcpuState cpu, Shape shape, int segment, long offset, long linear) {
    long bytes = linear & PAGE_SIZE - 1;
    if (shape.addressSize() != 8) {
      bytes = Math.min(bytes, offset);
    }
    if (isChecked(shape, segment)) {
      bytes = Math.min(bytes, offset - cpu.segmentLow[segment]);
    }
    return bytes;
  }

  private static boolean isChecked(Shape shape, int segment) {
    return (Addressing.segmentation(segment, shape.mode()) & Addressing.SEGMENT_CHECKED) != 0;
  }
}
