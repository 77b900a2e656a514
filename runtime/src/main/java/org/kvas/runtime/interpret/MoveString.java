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
    if (stride(cpu, SIZE) < 0) {
      return 0;
    }
    long from = sourceAddress(cpu, SHAPE);
    long to = destinationAddress(cpu, SHAPE, true);
    long hostFrom = cpu.hostForRead(from, 1);
    long hostTo = cpu.hostForWrite(to, 1);
    if (hostFrom == 0 || hostTo == 0) {
      return 0;
    }
    long elements = destinationRun(cpu, SHAPE, to, sourceRun(cpu, SHAPE, from, count), true);
    long bytes = elements * SIZE;
    copyUpwards(hostFrom, hostTo, bytes);
    advance(cpu, SHAPE, RSI, bytes);
    advance(cpu, SHAPE, RDI, bytes);
    return elements;
  }

  /**
   * As element after element would: an overlapping destination above the source repeats what lies
   * between them.
   */
  private static void copyUpwards(long from, long to, long bytes) {
    long distance = to - from;
    if (distance <= 0 || distance >= bytes) {
      HostMemory.copy(from, to, bytes);
    } else if (distance >= SIZE) {
      for (long done = 0; done < bytes; done += distance) {
        HostMemory.copy(from + done, to + done, Math.min(distance, bytes - done));
      }
    } else {
      for (long done = 0; done < bytes; done += SIZE) {
        HostMemory.copy(from + done, to + done, SIZE);
      }
    }
  }
}
