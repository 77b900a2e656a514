package org.kvas.runtime.interpret;

import static org.kvas.translator.state.VcpuState.RAX;
import static org.kvas.translator.state.VcpuState.RDI;
import static org.kvas.translator.state.VcpuState.RSI;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.HostMemory;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.semantics.Flags;

/**
 * CMPS and SCAS: flags of (source or accumulator) minus destination; REPE goes on while equal,
 * REPNE until.
 */
final class CompareString extends StringOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final boolean SCANS = SHAPE.mnemonic() == Mnemonic.SCAS;
  private static final boolean REPEATS = SHAPE.repeat() != 0;
  private static final boolean WHILE_EQUAL = (SHAPE.repeat() & Instruction.PREFIX_REPNE) == 0;
  private static final int SIZE = SHAPE.operandSize();
  private static final int SUB = Flags.SUB | Flags.log2(SIZE);
  private static final int EQUAL = 4;

  CompareString(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new CompareString(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    if (REPEATS) {
      repeat(cpu);
    } else {
      once(cpu, SHAPE);
    }
  }

  /** Flags stay as they were until the last element. SDM Vol. 2B, REP. */
  private void repeat(VcpuState cpu) {
    int operation = cpu.flagOperation;
    long a = cpu.flagA;
    long b = cpu.flagB;
    boolean complete = false;
    try {
      complete = repeat(cpu, SHAPE);
    } finally {
      if (!complete) {
        cpu.setLazyFlags(operation, a, b);
      }
    }
  }

  @Override
  boolean stops(VcpuState cpu) {
    return cpu.condition(EQUAL) != WHILE_EQUAL;
  }

  @Override
  void step(VcpuState cpu) {
    long b = load(cpu, SIZE, destinationAddress(cpu, SHAPE, false));
    long a = SCANS ? accumulator(cpu) : load(cpu, SIZE, sourceAddress(cpu, SHAPE));
    long stride = stride(cpu, SIZE);
    if (!SCANS) {
      advance(cpu, SHAPE, RSI, stride);
    }
    advance(cpu, SHAPE, RDI, stride);
    cpu.setLazyFlags(SUB, a, b);
  }

  private static long accumulator(VcpuState cpu) {
    return register(cpu, OperandKind.REGISTER | SIZE, RAX);
  }

  @Override
  long bulk(VcpuState cpu, long count) {
    if (stride(cpu, SIZE) < 0) {
      return 0;
    }
    long to = destinationAddress(cpu, SHAPE, false);
    long hostTo = cpu.hostForRead(to, 1);
    if (hostTo == 0) {
      return 0;
    }
    long from = SCANS ? 0 : sourceAddress(cpu, SHAPE);
    long hostFrom = SCANS ? 0 : cpu.hostForRead(from, 1);
    if (!SCANS && hostFrom == 0) {
      return 0;
    }
    long elements =
        destinationRun(cpu, SHAPE, to, SCANS ? count : sourceRun(cpu, SHAPE, from, count), false);
    if (elements == 0) {
      return 0;
    }
    long done = compare(cpu, hostFrom, hostTo, elements);
    if (!SCANS) {
      advance(cpu, SHAPE, RSI, done * SIZE);
    }
    advance(cpu, SHAPE, RDI, done * SIZE);
    return done;
  }

  /** Compares until the flags stop it; returns the elements compared, at least one. */
  private static long compare(VcpuState cpu, long from, long to, long elements) {
    long a = accumulator(cpu);
    long b;
    long done = 0;
    do {
      if (!SCANS) {
        a = element(from + done * SIZE);
      }
      b = element(to + done * SIZE);
      done++;
    } while (done < elements && a == b == WHILE_EQUAL);
    cpu.setLazyFlags(SUB, a, b);
    return done;
  }

  private static long element(long host) {
    return switch (SIZE) {
      case 1 -> HostMemory.getByte(host);
      case 2 -> HostMemory.getShort(host);
      case 4 -> HostMemory.getInt(host);
      default -> HostMemory.getLong(host);
    };
  }
}
