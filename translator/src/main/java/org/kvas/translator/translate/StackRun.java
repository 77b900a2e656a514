package org.kvas.translator.translate;

import static org.kvas.translator.state.VcpuState.RSP;
import static org.kvas.translator.state.VcpuState.SS;
import static org.objectweb.asm.Opcodes.*;

import java.util.List;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.translate.MemoryAccess.Opened;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;

/**
 * PUSHes or POPs of registers in a row, as functions begin and end with: the stack is checked once
 * for all of them, and the stack pointer moved once. Where the check fails none of them is done.
 *
 * @param instructions all of one kind and size
 * @param returns whether a RET follows that pops from the same memory
 */
record StackRun(List<Instruction> instructions, boolean returns) {
  static final StackRun NONE = new StackRun(List.of(), false);

  private static final int SHORTEST = 2;

  /** Those at an index of a block, {@link #NONE} where they are too few. */
  static StackRun at(List<Instruction> block, int index, int mode) {
    int end = index;
    while (end < block.size() && continues(block.get(index), block.get(end), mode)) {
      end++;
    }
    if (end - index < SHORTEST) {
      return NONE;
    }
    return new StackRun(block.subList(index, end), end < block.size() && isRet(block, index, end));
  }

  private static boolean continues(Instruction first, Instruction next, int mode) {
    boolean either = next.mnemonic() == Mnemonic.PUSH || next.mnemonic() == Mnemonic.POP;
    return either
        && next.mnemonic() == first.mnemonic()
        && next.operandSize() == first.operandSize()
        && next.operandSize() >= 4
        && ExecutionMode.stackSize(mode) >= 4
        && next.operand(0) instanceof Operand.Gpr register
        && register.index() != RSP;
  }

  private static boolean isRet(List<Instruction> block, int index, int end) {
    return block.get(index).mnemonic() == Mnemonic.POP
        && block.get(end).mnemonic() == Mnemonic.RET
        && block.get(end).operandSize() == block.get(index).operandSize();
  }

  int count() {
    return instructions.size();
  }

  /** Bytes from the first stack pointer to the last. */
  int bytes() {
    return count() * size();
  }

  private int size() {
    return instructions.getFirst().operandSize();
  }

  /** All of them; memory behind what POPs read stays opened as SECOND where a RET follows. */
  void emit(Emitter emitter) {
    if (instructions.getFirst().mnemonic() == Mnemonic.PUSH) {
      push(emitter);
    } else {
      pop(emitter);
    }
  }

  private void push(Emitter emitter) {
    moved(-bytes(), emitter);
    emitter.code.visitInsn(DUP2);
    emitter.code.visitVarInsn(LSTORE, Slots.LONG_B);
    emitter.memory.openOffset(SS, bytes(), true, Opened.SECOND);
    int distance = bytes();
    for (Instruction instruction : instructions) {
      distance -= size();
      emitter.memory.pushHost(Opened.SECOND, distance);
      emitter.registers.pushSigned((Operand.Gpr) instruction.operand(0));
      emitter.memory.put(size());
    }
    emitter.code.visitVarInsn(LLOAD, Slots.LONG_B);
    emitter.registers.pop64(RSP);
  }

  private void pop(Emitter emitter) {
    emitter.registers.push64(RSP);
    emitter.memory.wrap(ExecutionMode.stackSize(emitter.mode));
    emitter.memory.openOffset(SS, bytes() + (returns ? size() : 0), false, Opened.SECOND);
    int distance = 0;
    for (Instruction instruction : instructions) {
      emitter.memory.pushHost(Opened.SECOND, distance);
      emitter.memory.getSigned(size());
      emitter.registers.pop((Operand.Gpr) instruction.operand(0));
      distance += size();
    }
    moved(bytes(), emitter);
    emitter.registers.pop64(RSP);
  }

  /** Pushes the stack pointer so many bytes further on. */
  private static void moved(int bytes, Emitter emitter) {
    emitter.registers.push64(RSP);
    emitter.push((long) bytes);
    emitter.code.visitInsn(LADD);
    emitter.memory.wrap(ExecutionMode.stackSize(emitter.mode));
  }
}
