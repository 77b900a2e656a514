package org.kvas.runtime.trap;

import static org.kvas.translator.state.VcpuState.CS;
import static org.kvas.translator.state.VcpuState.DS;
import static org.kvas.translator.state.VcpuState.ES;
import static org.kvas.translator.state.VcpuState.FS;
import static org.kvas.translator.state.VcpuState.GS;
import static org.kvas.translator.state.VcpuState.SS;
import static org.kvas.translator.x86.semantics.Flags.ZF;

import org.kvas.runtime.interpret.OperationFamily;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.Operation;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;

/**
 * MOV, PUSH and POP of segment registers, LDS and its like, and the instructions that ask about
 * selectors.
 */
public final class SegmentOperations implements OperationFamily {
  @Override
  public Operation create(Instruction instruction, int mode, int offset) {
    return TrapOperation.sequential(instruction, offset, action(instruction, mode, offset));
  }

  private static TrapOperation.Action action(Instruction instruction, int mode, int offset) {
    return switch (instruction.mnemonic()) {
      case MOV_SEG -> move(instruction, mode, offset);
      case PUSH_SEG -> push(instruction);
      case POP_SEG -> pop(instruction);
      case LES -> loadPointer(ES, instruction, mode, offset);
      case LDS -> loadPointer(DS, instruction, mode, offset);
      case LSS -> loadPointer(SS, instruction, mode, offset);
      case LFS -> loadPointer(FS, instruction, mode, offset);
      case LGS -> loadPointer(GS, instruction, mode, offset);
      case ARPL -> adjustPrivilege(instruction, mode, offset);
      case LAR, LSL, VERR, VERW -> inquire(instruction, mode, offset);
      default -> throw new IllegalArgumentException("no segment instruction: " + instruction);
    };
  }

  private static int segment(Instruction instruction, int operand) {
    return ((Operand.SegmentRegister) instruction.operand(operand)).index();
  }

  private static TrapOperation.Action move(Instruction instruction, int mode, int offset) {
    if (instruction.operand(0) instanceof Operand.SegmentRegister(int index)) {
      Place source = Place.of(instruction.operand(1), instruction, mode, offset);
      return index == CS
          ? _ -> {
            throw GuestFault.invalidOpcode();
          }
          : cpu -> load(cpu, index, (int) source.read(cpu) & 0xffff);
    }
    Place destination = Place.of(instruction.operand(0), instruction, mode, offset);
    int index = segment(instruction, 1);
    return cpu -> destination.write(cpu, cpu.segmentSelector[index]);
  }

  private static void load(Vcpu cpu, int index, int selector) {
    SegmentLoading.load(cpu, index, selector);
    if (index == SS) {
      cpu.interruptShadow = true;
      cpu.debugShadow = (cpu.pending & Vcpu.PENDING_TRACE) != 0;
      cpu.refreshMode();
    } else {
      cpu.refreshFlatness();
    }
  }

  private static TrapOperation.Action push(Instruction instruction) {
    int index = segment(instruction, 0);
    int size = instruction.operandSize();
    return cpu -> {
      PendingStack stack = PendingStack.current(cpu, 0);
      stack.pushSelector(size, cpu.segmentSelector[index]);
      stack.commit();
    };
  }

  private static TrapOperation.Action pop(Instruction instruction) {
    int index = segment(instruction, 0);
    int size = instruction.operandSize();
    return cpu -> {
      StackReader stack = new StackReader(cpu);
      load(cpu, index, stack.popSelector(size));
      stack.commit();
    };
  }

  private static TrapOperation.Action loadPointer(
      int index, Instruction instruction, int mode, int offset) {
    Place destination = Place.of(instruction.operand(0), instruction, mode, offset);
    FarTransferOperations.FarMemory pointer =
        FarTransferOperations.FarMemory.of(instruction, 1, mode, offset);
    return cpu -> {
      long value = pointer.offset(cpu);
      int selector = pointer.selector(cpu);
      SegmentLoading.load(cpu, index, selector);
      cpu.refreshMode();
      destination.write(cpu, value);
    };
  }

  private static TrapOperation.Action adjustPrivilege(
      Instruction instruction, int mode, int offset) {
    Place destination = Place.of(instruction.operand(0), instruction, mode, offset);
    Place source = Place.of(instruction.operand(1), instruction, mode, offset);
    return cpu -> {
      CpuMode.requireProtectedMode(cpu);
      int selector = (int) destination.read(cpu);
      int rpl = Selector.rpl((int) source.read(cpu));
      boolean raised = Selector.rpl(selector) < rpl;
      if (raised) {
        destination.write(cpu, Selector.withRpl(selector, rpl));
      }
      setZero(cpu, raised);
    };
  }

  private static TrapOperation.Action inquire(Instruction instruction, int mode, int offset) {
    int last = instruction.operands().size() - 1;
    Place source = Place.of(instruction.operand(last), instruction, mode, offset);
    Place first = Place.of(instruction.operand(0), instruction, mode, offset);
    return switch (instruction.mnemonic()) {
      case LAR ->
          cpu -> answer(cpu, first, SelectorInquiry.accessRights(cpu, selector(cpu, source)));
      case LSL -> cpu -> answer(cpu, first, SelectorInquiry.limit(cpu, selector(cpu, source)));
      case VERR -> cpu -> setZero(cpu, SelectorInquiry.isReadable(cpu, selector(cpu, source)));
      default -> cpu -> setZero(cpu, SelectorInquiry.isWritable(cpu, selector(cpu, source)));
    };
  }

  private static int selector(Vcpu cpu, Place source) {
    CpuMode.requireProtectedMode(cpu);
    return (int) source.read(cpu) & 0xffff;
  }

  private static void answer(Vcpu cpu, Place destination, long value) {
    boolean known = value != SelectorInquiry.UNKNOWN;
    if (known) {
      destination.write(cpu, value);
    }
    setZero(cpu, known);
  }

  private static void setZero(Vcpu cpu, boolean zero) {
    int others = cpu.statusFlags() & ~ZF;
    cpu.setStatusFlags(zero ? others | ZF : others);
  }
}
