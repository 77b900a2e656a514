package org.kvas.runtime.interpret;

import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.sse.Mmx;

/**
 * MASKMOVQ and MASKMOVDQU: bytes of the first operand to DS:rDI where the mask's sign bits are set;
 * other bytes do not fault, unless their addresses are not canonical.
 */
final class MaskedStore extends Operation {
  private final Address address;
  private final boolean mmx;
  private final int source;
  private final int mask;

  private MaskedStore(Address address, boolean mmx, int source, int mask) {
    this.address = address;
    this.mmx = mmx;
    this.source = source;
    this.mask = mask;
  }

  static Operation create(Instruction instruction, int mode, int offset) {
    Operand.Memory target =
        new Operand.Memory(
            instruction.segment(VcpuState.DS),
            VcpuState.RDI,
            Operand.NO_REGISTER,
            0,
            0,
            instruction.addressSize(),
            1);
    return new MaskedStore(
        new Address(target, instruction, mode, offset),
        instruction.operand(0) instanceof Operand.Mmx,
        VectorOperation.register(instruction.operand(0)),
        VectorOperation.register(instruction.operand(1)));
  }

  @Override
  public void execute(VcpuState cpu) {
    int bytes = mmx ? 8 : 16;
    for (int from = bytes - 8; from >= 0; from -= 8) {
      check(cpu, from);
    }
    for (int i = 0; i < bytes; i++) {
      if (isChosen(cpu, i)) {
        cpu.store8(
            address.at(cpu, i, 1, true), (int) (lane(cpu, source, i >>> 3) >>> 8 * (i & 7)) & 0xff);
      }
    }
  }

  /**
   * 8 bytes, an access of its own. Which half's exception is raised is the processor's choice;
   * Intel's look at the upper one first.
   */
  private void check(VcpuState cpu, int from) {
    long start = address.at(cpu, from, 1, true);
    GuestFault.requireCanonical(start);
    cpu.checkAlignment(start, 8);
    GuestFault.requireCanonical(address.at(cpu, from + 7L, 1, true));
    for (int i = from; i < from + 8; i++) {
      if (isChosen(cpu, i)) {
        cpu.checkWrite(address.at(cpu, i, 1, true), 1);
      }
    }
  }

  private boolean isChosen(VcpuState cpu, int i) {
    return (lane(cpu, mask, i >>> 3) >>> 8 * (i & 7) & 0x80) != 0;
  }

  private long lane(VcpuState cpu, int register, int lane) {
    return mmx ? Mmx.read(cpu, register) : cpu.vector[register + lane];
  }
}
