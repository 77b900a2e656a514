package org.kvas.runtime.trap;

import static org.kvas.translator.x86.semantics.Flags.OF;

import org.kvas.runtime.interpret.Address;
import org.kvas.runtime.interpret.OperationFamily;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.Operation;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;

/** JMP, CALL and RET far, IRET, software interrupts, BOUND, system calls, UD. */
public final class FarTransferOperations implements OperationFamily {
  @Override
  public Operation create(Instruction instruction, int mode, int offset) {
    return instruction.mnemonic() == Mnemonic.BOUND
        ? TrapOperation.sequential(instruction, offset, bound(instruction, mode, offset))
        : TrapOperation.transfer(instruction, offset, transfer(instruction, mode, offset));
  }

  private static TrapOperation.Transfer transfer(Instruction instruction, int mode, int offset) {
    int size = instruction.operandSize();
    return switch (instruction.mnemonic()) {
      case JMPF -> jump(instruction, mode, offset);
      case CALLF -> call(instruction, mode, offset);
      case RETF -> {
        int parameters = instruction.operands().isEmpty() ? 0 : immediate(instruction) & 0xffff;
        yield (cpu, _) -> FarReturn.execute(cpu, size, parameters);
      }
      case IRET -> (cpu, next) -> InterruptReturn.execute(cpu, size, next);
      case INT -> software(immediate(instruction) & 0xff, EventKind.SOFTWARE_INTERRUPT);
      case INT1 ->
          (cpu, next) -> {
            // breakpoints held back by MOV SS are reported with it
            Breakpoints.report(cpu, cpu.breakpointHits);
            cpu.breakpointHits = 0;
            cpu.trapPolicy.softwareInterrupt(
                cpu, GuestFault.DB, EventKind.PRIVILEGED_SOFTWARE_EXCEPTION, next);
          };
      case INT3 -> software(GuestFault.BP, EventKind.SOFTWARE_EXCEPTION);
      case INTO ->
          (cpu, next) -> {
            if ((cpu.statusFlags() & OF) != 0) {
              cpu.trapPolicy.softwareInterrupt(
                  cpu, GuestFault.OF, EventKind.SOFTWARE_EXCEPTION, next);
            } else {
              cpu.rip = next;
            }
          };
      case SYSCALL -> (cpu, next) -> cpu.trapPolicy.syscall(cpu, next);
      case SYSRET -> (cpu, _) -> FastSystemCalls.sysret(cpu, size == 8);
      case SYSENTER -> (cpu, _) -> FastSystemCalls.sysenter(cpu);
      case SYSEXIT -> (cpu, _) -> FastSystemCalls.sysexit(cpu, size == 8);
      default ->
          (_, _) -> {
            throw GuestFault.invalidOpcode();
          };
    };
  }

  private static int immediate(Instruction instruction) {
    return (int) ((Operand.Immediate) instruction.operand(0)).value();
  }

  private static TrapOperation.Transfer software(int vector, EventKind kind) {
    return (cpu, next) -> cpu.trapPolicy.softwareInterrupt(cpu, vector, kind, next);
  }

  private static TrapOperation.Transfer jump(Instruction instruction, int mode, int offset) {
    if (instruction.operand(0) instanceof Operand.FarPointer(int selector, long target, int _)) {
      return (cpu, next) -> FarJump.jump(cpu, selector, target, next);
    }
    FarMemory pointer = FarMemory.of(instruction, 0, mode, offset);
    return (cpu, next) -> {
      long target = pointer.offset(cpu);
      FarJump.jump(cpu, pointer.selector(cpu), target, next);
    };
  }

  private static TrapOperation.Transfer call(Instruction instruction, int mode, int offset) {
    int size = instruction.operandSize();
    if (instruction.operand(0) instanceof Operand.FarPointer(int selector, long target, int _)) {
      return (cpu, next) -> FarCall.call(cpu, selector, target, size, next);
    }
    FarMemory pointer = FarMemory.of(instruction, 0, mode, offset);
    return (cpu, next) -> {
      long target = pointer.offset(cpu);
      FarCall.call(cpu, pointer.selector(cpu), target, size, next);
    };
  }

  /** #BR unless the signed index lies within the bounds in memory. */
  private static TrapOperation.Action bound(Instruction instruction, int mode, int offset) {
    int size = instruction.operandSize();
    Place index = Place.of(instruction.operand(0), instruction, mode, offset);
    Address bounds =
        new Address((Operand.Memory) instruction.operand(1), instruction, mode, offset);
    return cpu -> {
      long value = signed(index.read(cpu), size);
      long lower = signed(cpu.load(bounds.at(cpu, 0, size, false), size), size);
      if (value < lower
          || value > signed(cpu.load(bounds.at(cpu, size, size, false), size), size)) {
        throw new GuestFault(GuestFault.BR, -1);
      }
    };
  }

  private static long signed(long value, int size) {
    return size == 2 ? (short) value : (int) value;
  }

  /** A far pointer in memory: the offset, then the selector. */
  record FarMemory(Address address, int size) {
    static FarMemory of(Instruction instruction, int operand, int mode, int offset) {
      Operand.Memory memory = (Operand.Memory) instruction.operand(operand);
      return new FarMemory(
          new Address(memory, instruction, mode, offset), instruction.operandSize());
    }

    long offset(Vcpu cpu) {
      return cpu.load(address.at(cpu, 0, size, false), size);
    }

    int selector(Vcpu cpu) {
      return cpu.load16(address.at(cpu, size, 2, false));
    }
  }
}
