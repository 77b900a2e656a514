package org.kvas.runtime.interpret;

import static org.kvas.translator.state.VcpuState.RAX;
import static org.kvas.translator.state.VcpuState.RDI;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.HostMemory;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;

/** STOS. */
final class StoreString extends StringOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final boolean REPEATS = SHAPE.repeat() != 0;
  private static final int SIZE = SHAPE.operandSize();

  StoreString(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new StoreString(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    if (REPEATS) {
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
    cpu.store(destinationAddress(cpu, SHAPE, true), SIZE, cpu.general(RAX));
    advance(cpu, SHAPE, RDI, stride(cpu, SIZE));
  }

  @Override
  long bulk(VcpuState cpu, long count) {
    long to = destinationAddress(cpu, SHAPE, true);
    long host = cpu.hostForWrite(to, SIZE);
    if (host == 0) {
      return 0;
    }
    long elements = destinationRun(cpu, SHAPE, to, count, true);
    long bytes = elements * SIZE;
    fill(downwards(cpu) ? host + SIZE - bytes : host, bytes, cpu.general(RAX));
    advance(cpu, SHAPE, RDI, elements * stride(cpu, SIZE));
    return elements;
  }

  private static void fill(long host, long bytes, long value) {
    long mask = -1L >>> 64 - SIZE * 8;
    if ((value & mask) == ((value & 0xff) * 0x0101_0101_0101_0101L & mask)) {
      HostMemory.fill(host, bytes, (byte) value);
      return;
    }
    for (long done = 0; done < bytes; done += SIZE) {
      switch (SIZE) {
        case 2 -> HostMemory.putShort(host + done, (short) value);
        case 4 -> HostMemory.putInt(host + done, (int) value);
        default -> HostMemory.putLong(host + done, value);
      }
    }
  }
}
