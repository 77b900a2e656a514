package org.kvas.translator.translate;

import static org.objectweb.asm.Opcodes.*;

import java.util.EnumSet;
import java.util.Set;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.X87State;
import org.kvas.translator.translate.MemoryAccess.Opened;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.sse.Mmx;
import org.kvas.translator.x86.semantics.x87.StatusWord;
import org.objectweb.asm.Type;

/**
 * Operands of MMX and SSE instructions to and from the JVM stack, as quadwords. A memory operand
 * must be open.
 */
final class VectorOperands {
  static final long LOW_DOUBLEWORD = 0xffff_ffffL;

  private static final int XMM_BYTES = 16;
  private static final String MMX = Type.getInternalName(Mmx.class);
  private static final String X87_STATE = Type.getInternalName(X87State.class);

  /**
   * Instructions whose 16-byte memory operand may be misaligned. SDM Vol. 1, 4.1.1 and Vol. 2B,
   * 4.1.6.
   */
  private static final Set<Mnemonic> UNALIGNED =
      EnumSet.of(Mnemonic.MOVUPS, Mnemonic.MOVUPD, Mnemonic.MOVDQU, Mnemonic.LDDQU);

  private VectorOperands() {}

  /**
   * Whether the mode lets the instruction run at all; and no x87 registers are in locals, where MMX
   * instructions do not look for them.
   */
  static boolean isEnabled(Instruction instruction, Emitter emitter) {
    if (isMmx(instruction) && emitter.x87.isUsed()) {
      return false;
    }
    boolean sse =
        instruction.mnemonic().family() == Family.SSE_FLOAT
            || has(instruction, Operand.Vector.class);
    return (emitter.mode & (sse ? ExecutionMode.SSE_ENABLED : ExecutionMode.FPU_ENABLED)) != 0;
  }

  static boolean isMmx(Instruction instruction) {
    return has(instruction, Operand.Mmx.class);
  }

  private static boolean has(Instruction instruction, Class<? extends Operand> kind) {
    return instruction.operands().stream().anyMatch(kind::isInstance);
  }

  /**
   * All the checks of an instruction that is not yet begun: its memory operand, and for MMX
   * instructions that no x87 exception is pending. What follows completes.
   *
   * @param destination whether operand 0 is written where it is memory
   */
  static void open(Instruction instruction, boolean destination, Emitter emitter) {
    if (isMmx(instruction)) {
      leaveIfX87Pending(emitter);
    }
    Operand operand = instruction.operand(destination ? 0 : 1);
    if (operand instanceof Operand.Memory memory) {
      emitter.memory.open(memory, memory.size(), destination, Opened.FIRST);
      if (memory.size() == XMM_BYTES && !UNALIGNED.contains(instruction.mnemonic())) {
        leaveUnlessAligned(XMM_BYTES, emitter);
      }
    }
  }

  private static void leaveIfX87Pending(Emitter emitter) {
    pushX87(emitter);
    emitter.code.visitFieldInsn(GETFIELD, X87_STATE, "status", "I");
    emitter.push(StatusWord.ERROR_SUMMARY);
    emitter.code.visitInsn(IAND);
    emitter.push(0);
    emitter.jumpIfDiffer("I", emitter.leaveHere());
  }

  private static void leaveUnlessAligned(int bytes, Emitter emitter) {
    emitter.memory.pushOpenedAddress();
    emitter.code.visitInsn(L2I);
    emitter.push(bytes - 1);
    emitter.code.visitInsn(IAND);
    emitter.push(0);
    emitter.jumpIfDiffer("I", emitter.leaveHere());
  }

  /** Opens the memory operand of a VEX-encoded instruction, if {@code operand} is one. */
  static void openVex(Operand operand, boolean write, boolean aligned, Emitter emitter) {
    if (operand instanceof Operand.Memory memory) {
      emitter.memory.open(memory, memory.size(), write, Opened.FIRST);
      if (aligned) {
        leaveUnlessAligned(memory.size(), emitter);
      }
    }
  }

  private static void pushX87(Emitter emitter) {
    emitter.code.visitVarInsn(ALOAD, Slots.CPU);
    emitter.code.visitFieldInsn(
        GETFIELD, Names.VCPU_STATE, "x87", Type.getDescriptor(X87State.class));
  }

  /** Emits what takes its operands from the low lane, whatever lane is in force. */
  static void inLowLane(Emitter emitter, Runnable emission) {
    int lane = emitter.vectors.lane();
    emitter.vectors.setLane(0);
    emission.run();
    emitter.vectors.setLane(lane);
  }

  /** Pushes the low quadword of the lane in force, zero-extended where the operand is narrower. */
  static void pushLow(Operand operand, Emitter emitter) {
    switch (operand) {
      case Operand.Vector vector ->
          emitter.vectors.push(vector.index(), 2 * emitter.vectors.lane());
      case Operand.Mmx mmx -> {
        emitter.code.visitVarInsn(ALOAD, Slots.CPU);
        emitter.push(mmx.index());
        emitter.call(MMX, "read", "(L" + Names.VCPU_STATE + ";I)J");
      }
      case Operand.Memory memory -> pushMemory(memory, emitter);
      case Operand.Gpr register -> {
        emitter.registers.push64(register.index());
        if (register.size() != 8) {
          maskToDoubleword(emitter);
        }
      }
      case Operand.Immediate immediate -> emitter.push(immediate.value() & 0xff);
      default -> throw new IllegalArgumentException(operand.toString());
    }
  }

  private static void pushMemory(Operand.Memory memory, Emitter emitter) {
    switch (memory.size()) {
      case 1, 2 -> {
        emitter.memory.pushUnsigned(memory.size(), Opened.FIRST);
        emitter.code.visitInsn(I2L);
      }
      case 4 -> {
        emitter.memory.pushSigned(4, Opened.FIRST);
        emitter.intToUnsignedLong();
      }
      default -> {
        emitter.memory.pushHost(Opened.FIRST, XMM_BYTES * emitter.vectors.lane());
        emitter.memory.getSigned(8);
      }
    }
  }

  /** Pushes the high quadword of the lane in force. */
  static void pushHigh(Operand operand, Emitter emitter) {
    switch (operand) {
      case Operand.Vector vector ->
          emitter.vectors.push(vector.index(), 2 * emitter.vectors.lane() + 1);
      case Operand.Memory _ -> {
        emitter.memory.pushHost(Opened.FIRST, XMM_BYTES * emitter.vectors.lane() + 8);
        emitter.memory.getSigned(8);
      }
      default -> throw new IllegalArgumentException(operand.toString());
    }
  }

  /** Pushes quadword 0 or 1 of the lane in force. */
  static void pushQuadword(Operand operand, int i, Emitter emitter) {
    if (i == 0) {
      pushLow(operand, emitter);
    } else {
      pushHigh(operand, emitter);
    }
  }

  /**
   * Pops what a VEX-encoded instruction gives, the highest quadword first: four of them, or two,
   * with zeros above.
   */
  static void popVex(Operand destination, boolean wide, Emitter emitter) {
    int register = ((Operand.Vector) destination).index();
    for (int quadword = wide ? 3 : 1; quadword >= 0; quadword--) {
      emitter.vectors.pop(register, quadword);
    }
    if (!wide) {
      emitter.vectors.clearUpper(register);
    }
  }

  /** Pops the high, then the low quadword into a vector register. */
  static void popBoth(Operand.Vector destination, Emitter emitter) {
    emitter.vectors.pop(destination.index(), 1);
    emitter.vectors.pop(destination.index(), 0);
  }

  /** Pops a long of which the low doubleword goes into a vector register, whose other bits stay. */
  static void popLowDoubleword(Operand.Vector destination, Emitter emitter) {
    maskToDoubleword(emitter);
    emitter.vectors.push(destination.index(), 0);
    emitter.push(~LOW_DOUBLEWORD);
    emitter.code.visitInsn(LAND);
    emitter.code.visitInsn(LOR);
    emitter.vectors.pop(destination.index(), 0);
  }

  static void maskToDoubleword(Emitter emitter) {
    emitter.push(LOW_DOUBLEWORD);
    emitter.code.visitInsn(LAND);
  }

  /** Pops a long into an MMX register. */
  static void popMmx(Operand.Mmx destination, Emitter emitter) {
    emitter.code.visitVarInsn(LSTORE, Slots.LONG_A);
    emitter.code.visitVarInsn(ALOAD, Slots.CPU);
    emitter.push(destination.index());
    emitter.code.visitVarInsn(LLOAD, Slots.LONG_A);
    emitter.call(MMX, "write", "(L" + Names.VCPU_STATE + ";IJ)V");
  }

  /** What an MMX instruction does last to the x87; nothing for others. */
  static void finish(Instruction instruction, Emitter emitter) {
    if (isMmx(instruction)) {
      emitter.code.visitVarInsn(ALOAD, Slots.CPU);
      emitter.call(MMX, "enter", "(L" + Names.VCPU_STATE + ";)V");
    }
  }

  /** The immediate byte that ends the operands, 0 where there is none. */
  static int immediate(Instruction instruction) {
    return instruction.operands().getLast() instanceof Operand.Immediate immediate
        ? (int) immediate.value() & 0xff
        : 0;
  }
}
