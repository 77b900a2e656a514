package org.kvas.runtime.trap;

import static org.kvas.translator.state.VcpuState.DF;
import static org.kvas.translator.state.VcpuState.DS;
import static org.kvas.translator.state.VcpuState.ES;
import static org.kvas.translator.state.VcpuState.FS;
import static org.kvas.translator.state.VcpuState.RCX;
import static org.kvas.translator.state.VcpuState.RDI;
import static org.kvas.translator.state.VcpuState.RDX;
import static org.kvas.translator.state.VcpuState.RSI;
import static org.kvas.translator.state.VcpuState.TF;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;

/**
 * INS and OUTS. Between elements of a repetition it stops for whatever is pending, with RIP at
 * itself. SDM Vol. 2, INS, OUTS, REP.
 */
final class PortString extends Operation {
  private final boolean input;
  private final boolean repeats;
  private final int size;
  private final int segment;
  private final boolean wide;
  private final Place counter;
  private final Place pointer;
  private final int start;
  private final int end;
  private final long ripMask;

  PortString(Instruction instruction, int mode, int offset) {
    input = instruction.mnemonic() == Mnemonic.INS;
    repeats = instruction.has(Instruction.PREFIX_REP | Instruction.PREFIX_REPNE);
    size = Math.min(instruction.operandSize(), 4);
    segment = input ? ES : instruction.segment(DS);
    wide = ExecutionMode.codeBits(mode) == 64;
    counter = new Place.Register(RCX, instruction.addressSize(), 0);
    pointer = new Place.Register(input ? RDI : RSI, instruction.addressSize(), 0);
    start = offset;
    end = offset + instruction.length();
    ripMask = wide ? -1L : 0xffff_ffffL;
  }

  @Override
  public void execute(VcpuState state) {
    Vcpu cpu = (Vcpu) state;
    int port = (int) cpu.general(RDX) & 0xffff;
    PortOperations.checkAccess(cpu, port, size);
    if (!repeats) {
      step(cpu, port);
    } else if (!repeat(cpu, port)) {
      cpu.rip = cpu.rip + start & ripMask;
      cpu.repetition = cpu.rip;
      return;
    }
    cpu.repetition = VcpuState.NO_REPETITION;
    cpu.rip = cpu.rip + end & ripMask;
  }

  /** Whether the repetition has come to its end. */
  private boolean repeat(Vcpu cpu, int port) {
    for (long count = counter.read(cpu); count != 0; ) {
      step(cpu, port);
      counter.write(cpu, --count);
      if (count != 0 && (cpu.pending != 0 && !cpu.wholeStrings || (cpu.systemFlags & TF) != 0)) {
        return false;
      }
    }
    return true;
  }

  private void step(Vcpu cpu, int port) {
    long offset = pointer.read(cpu);
    long linear = linear(cpu, offset);
    Breakpoints.port(cpu, port, size);
    if (input) {
      cpu.checkWrite(linear, size);
      cpu.store(linear, size, cpu.ports.read(port, size));
    } else {
      cpu.ports.write(port, size, (int) cpu.load(linear, size));
    }
    pointer.write(cpu, (cpu.systemFlags & DF) != 0 ? offset - size : offset + size);
  }

  private long linear(Vcpu cpu, long offset) {
    if (wide) {
      return segment >= FS ? cpu.segmentBase[segment] + offset : offset;
    }
    return cpu.linear(segment, offset, size, input);
  }
}
