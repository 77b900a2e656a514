package org.kvas.runtime.interpret;

import static org.kvas.translator.state.VcpuState.RAX;
import static org.kvas.translator.state.VcpuState.RBX;
import static org.kvas.translator.state.VcpuState.RCX;
import static org.kvas.translator.state.VcpuState.RDX;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.semantics.Flags;

/**
 * CMPXCHG8B and CMPXCHG16B: compare xDX:xAX with memory, then xCX:xBX to memory or memory to
 * xDX:xAX. Only ZF changes.
 */
final class CompareExchangeWide extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final int HALF = SHAPE.mnemonic() == Mnemonic.CMPXCHG16B ? 8 : 4;
  private static final int REGISTER = OperandKind.REGISTER | HALF;
  private static final int ADDRESSING = SHAPE.addressing();

  CompareExchangeWide(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new CompareExchangeWide(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    long address = address(cpu, ADDRESSING, 2 * HALF, true);
    if (HALF == 8 && (address & 15) != 0) {
      throw GuestFault.generalProtection(0);
    }
    cpu.checkWrite(address, 2 * HALF);
    long low = load(cpu, HALF, address);
    long high = load(cpu, HALF, address + HALF);
    boolean equal = register(cpu, REGISTER, RAX) == low && register(cpu, REGISTER, RDX) == high;
    cpu.store(address, HALF, equal ? cpu.general(RBX) : low);
    cpu.store(address + HALF, HALF, equal ? cpu.general(RCX) : high);
    if (!equal) {
      setRegister(cpu, REGISTER, RAX, low);
      setRegister(cpu, REGISTER, RDX, high);
    }
    cpu.setStatusFlags(cpu.statusFlags() & ~Flags.ZF | (equal ? Flags.ZF : 0));
  }
}
