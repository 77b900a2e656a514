package org.kvas.translator.translate;

import static org.objectweb.asm.Opcodes.*;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.kvas.translator.x86.decode.Operand;
import org.objectweb.asm.Label;

/** Where control goes: labels of the region's blocks, exits for everything else. */
final class ControlFlow {
  private final Emitter emitter;
  private final RegionPlan plan;
  private final Map<Integer, Label> blocks = new TreeMap<>();

  ControlFlow(Emitter emitter, RegionPlan plan) {
    this.emitter = emitter;
    this.plan = plan;
    plan.blocks().forEach(block -> blocks.put(block.offset(), new Label()));
  }

  Label label(int offset) {
    Label label = blocks.get(offset);
    if (label == null) {
      throw new IllegalStateException("no block at offset " + offset);
    }
    return label;
  }

  /**
   * The offset that the current instruction branches to; see {@link Extent} for targets that wrap.
   */
  int target(Operand.Relative relative) {
    return (int) (emitter.nextOffset() + relative.displacement());
  }

  /**
   * Unconditional: the block at an offset if it is in the region, else out. A backward edge polls
   * for interrupts.
   */
  void goTo(int offset) {
    Label block = blocks.get(offset);
    emitter.countBlock();
    if (block == null) {
      emitter.code.visitJumpInsn(GOTO, emitter.leaveCounted(offset));
      return;
    }
    if (offset <= emitter.offset()) {
      if (plan.inPlace()) {
        RegionEmitter.countEntry(emitter.code);
      }
      emitter.leaveIfPending(emitter.leaveCounted(offset));
    }
    emitter.x87.renameFor(offset);
    emitter.code.visitJumpInsn(GOTO, block);
  }

  /**
   * Control goes on to the next instruction without a transfer, which starts another block or lies
   * outside.
   */
  void fallThrough(int offset) {
    goTo(offset);
  }

  /** Whether a call to an offset leads out of the region and returns to it. */
  boolean isNested(int target) {
    return !blocks.containsKey(target) && returnsHere();
  }

  private boolean returnsHere() {
    return blocks.containsKey(emitter.nextOffset()) && !emitter.x87.isUsed();
  }

  /**
   * To the address on the stack (a long, already masked): one of the region's own return addresses
   * or seen targets, or out.
   *
   * @param candidates offsets of blocks it may go to
   */
  void goToStack(int[] candidates) {
    goToKnown(candidates);
    emitter.code.visitVarInsn(LLOAD, Slots.LONG_A);
    emitter.leaveToStackCounted();
  }

  /** As {@link #goToStack}, for a call: where it leads out of the region it is nested. */
  void callStack(int[] candidates) {
    if (returnsHere()) {
      goToKnown(candidates);
      NestedCall.emit(emitter, label(emitter.nextOffset()));
    } else {
      goToStack(candidates);
    }
  }

  /** To the address on the stack if it is one of these; else on, with the address in LONG_A. */
  private void goToKnown(int[] candidates) {
    var code = emitter.code;
    code.visitVarInsn(LSTORE, Slots.LONG_A);
    emitter.countBlock();
    int[] known =
        Arrays.stream(candidates)
            .filter(blocks::containsKey)
            .filter(emitter.x87::agrees)
            .sorted()
            .distinct()
            .toArray();
    Label out = new Label();
    if (known.length != 0) {
      emitter.leaveIfPending(out);
      code.visitVarInsn(LLOAD, Slots.LONG_A);
      code.visitVarInsn(LLOAD, Slots.BASE);
      code.visitInsn(LSUB);
      code.visitInsn(DUP2);
      code.visitVarInsn(LSTORE, Slots.LONG_B);
      code.visitInsn(L2I);
      code.visitInsn(I2L);
      code.visitVarInsn(LLOAD, Slots.LONG_B);
      emitter.jumpIfDiffer("J", out);
      code.visitVarInsn(LLOAD, Slots.LONG_B);
      code.visitInsn(L2I);
      Label[] labels = new Label[known.length];
      for (int i = 0; i < known.length; i++) {
        labels[i] = label(known[i]);
      }
      code.visitLookupSwitchInsn(out, known, labels);
    }
    emitter.place(out);
  }

  /** Offsets behind the region's calls. */
  int[] returnOffsets() {
    return plan.returns();
  }

  int[] indirectTargets(int offset) {
    return plan.indirectTargets().getOrDefault(offset, new int[0]);
  }
}
