package org.kvas.runtime.vcpu;

import org.kvas.runtime.interpret.Address;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;

/**
 * Which exception a non-canonical address raises: #SS(0) through the stack segment, else #GP(0).
 * Found out once it has been raised, from the instruction, so that accesses need not carry their
 * segment. SDM Vol. 1, 3.3.7.1.
 */
final class StackSegmentFault {
  private StackSegmentFault() {}

  /**
   * @param cpu with the registers as they were before the instruction
   */
  static GuestFault of(Vcpu cpu, Instruction instruction, GuestFault fault) {
    boolean stack = usesStack(instruction);
    for (Operand operand : instruction.operands()) {
      if (operand instanceof Operand.Memory memory) {
        stack =
            memory.segment() == VcpuState.SS || stack && !holds(cpu, instruction, memory, fault);
      }
    }
    return stack ? new GuestFault(GuestFault.SS, 0) : fault;
  }

  /** Whether the operand, and not the stack, lies at the address. */
  private static boolean holds(
      Vcpu cpu, Instruction instruction, Operand.Memory memory, GuestFault fault) {
    Address address = new Address(memory, instruction, cpu.mode, 0);
    long distance = fault.nonCanonicalAddress() - address.forRead(cpu, memory.size());
    return distance >= 0 && distance < memory.size();
  }

  private static boolean usesStack(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case PUSH, POP, PUSHF, POPF, PUSH_SEG, POP_SEG, CALL, RET, CALLF, RETF, IRET, ENTER, LEAVE ->
          true;
      default -> false;
    };
  }
}
