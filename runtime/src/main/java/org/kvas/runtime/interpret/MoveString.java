package org.kvas.runtime.interpret;

import static org.kvas.translator.state.VcpuState.RDI;
import static org.kvas.translator.state.VcpuState.RSI;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.HostMemory;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;

/** MOVS. */
final class MoveString extends StringOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final boolean REPEATS = SHAPE.repeat() != 0;
  private static final int SIZE = SHAPE.operandSize();

  MoveString(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new MoveString(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    if (REPEATS) {
      narrow(cpu, SHAPE, RSI);
      narrow(cpu, SHAPE, RDI);
      repeat(cpu, SHAPE);
    } else {
      once(cpu, SHAPE);
    }
  }

  @Override
  boolean stops(VcpuState cpu) {
    return false;
  }

  @Override
  void step(VcpuState cpu) {
    long value = load(cpu, SIZE, sourceAddress(cpu, SHAPE));
    cpu.store(destinationAddress(cpu, SHAPE, true), SIZE, value);
    long stride = stride(cpu, SIZE);
    advance(cpu, SHAPE, RSI, stride);
    advance(cpu, SHAPE, RDI, stride);
  }

  @Override
  long bulk(VcpuState cpu, long count) {
    long from = sourceAddress(cpu, SHAPE);
    long hostFrom = cpu.hostForRead(from, SIZE);
    if (hostFrom == 0) {
      return 0; // step reads, and faults, before it looks at the destination
    }
    long to = destinationAddress(cpu, SHAPE, true);
    long hostTo = cpu.hostForWrite(to, SIZE);
    if (hostTo == 0) {
      return 0;
    }
    long elements = destinationRun(cpu, SHAPE, to, sourceRun(cpu, SHAPE, from, count), true);
    long bytes = elements * SIZE;
    if (downwards(cpu)) {
      copyDownwards(hostFrom + SIZE - bytes, hostTo + SIZE - bytes, bytes);
    } else {
      copyUpwards(hostFrom, hostTo, bytes);
    }
    long distance = elements * stride(cpu, SIZE);
    advance(cpu, SHAPE, RSI, distance);
    advance(cpu, SHAPE, RDI, distance);
    return elements;
  }

  private static void copyUpwards(long from, long to, long bytes) {
    long part = part(to - from, bytes);
    for (long done = 0; done < bytes; done += part) {
      HostMemory.copy(from + done, to + done, Math.min(part, bytes - done));
    }
  }

  private static void copyDownwards(long from, long to, long bytes) {
    long part = part(from - to, bytes);
    for (long left = bytes; left > 0; left -= part) {
      long start = Math.max(0, left - part);
      HostMemory.copy(from + start, to + start, left - start);
    }
  }

  /**
   * How many bytes to copy at once for the result of element after element: an overlapping
   * destination that lies ahead repeats what lies between it and the source.
   */
  private static long part(long ahead, long bytes) {
    return ahead <= 0 || ahead >= bytes ? bytes : Math.max(ahead, SIZE);
  }
}
