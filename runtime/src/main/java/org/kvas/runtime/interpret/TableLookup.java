package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;

/** XLAT: AL from DS:[rBX + AL], the segment overridable. */
final class TableLookup extends IntegerOperation {
  private static final Shape SHAPE = Shape.of(MethodHandles.lookup());
  private static final int WRAP = Addressing.wrap(SHAPE.addressSize());
  private static final int MODE = SHAPE.mode();

  private final int table;
  private final int addressing;

  TableLookup(Instruction instruction, int mode, int offset) {
    super(instruction, offset);
    table = instruction.segment(VcpuState.DS);
    addressing = WRAP | Addressing.segmentation(table, MODE);
  }

  @Override
  IntegerOperation another(Instruction instruction, int mode, int offset) {
    return new TableLookup(instruction, mode, offset);
  }

  @Override
  public void execute(VcpuState cpu) {
    long offset =
        Addressing.wrapped(
            addressing, cpu.general(VcpuState.RBX) + (cpu.general(VcpuState.RAX) & 0xff));
    setRegister(
        cpu,
        OperandKind.REGISTER | 1,
        VcpuState.RAX,
        cpu.load8(Addressing.linear(cpu, addressing, table, offset, 1, false)));
  }
}
