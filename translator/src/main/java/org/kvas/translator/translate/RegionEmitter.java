package org.kvas.translator.translate;

import static org.objectweb.asm.Opcodes.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.kvas.translator.state.Operation;
import org.kvas.translator.translate.SharedChecks.Detour;
import org.kvas.translator.x86.decode.Instruction;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodTooLargeException;
import org.objectweb.asm.MethodVisitor;

/** Writes the class of one region: entries, blocks, exits. */
final class RegionEmitter {
  private static final int MAX_STACK = 32;

  /**
   * Work of the empty loop that only a compiler sees through, so that its duration tells who runs
   * it.
   */
  private static final int IDLE_STEPS = 10;

  private final RegionPlan plan;
  private final String name;
  private final ClassWriter type = new ClassWriter(0);
  private final OperationCalls calls;
  private final boolean counting;
  private final IntPredicate sharing;
  private Set<Integer> misjudged = Set.of();
  private final KnownFlags knownFlags;
  private final List<Copy> copies = new ArrayList<>();
  private final Label end = new Label();

  /** Of a block: where control goes on in it, by the indexes of instructions. */
  private record Copy(PlannedBlock block, SortedMap<Integer, Detour> detours) {}

  /**
   * @param sharing whether one TLB check may do for several accesses of the block at an offset:
   *     more bytecode
   */
  RegionEmitter(
      RegionPlan plan,
      String name,
      OperationFactory factory,
      boolean counting,
      IntPredicate sharing) {
    this.plan = plan;
    this.name = name;
    this.calls = new OperationCalls(name, factory);
    this.counting = counting;
    this.knownFlags = new KnownFlags(plan);
    this.sharing = sharing;
  }

  /** The class file; empty where the method is larger than a JVM allows. */
  byte[] emit() {
    type.setComputeLimits(Integer.MAX_VALUE, Long.MAX_VALUE); // regions are bounded in instructions
    type.visit(V21, ACC_FINAL | ACC_SUPER, name, null, Names.REGION_CODE, null);
    emitConstructor();
    emitRun();
    calls.declare(type);
    type.visitEnd();
    try {
      return type.toByteArray();
    } catch (MethodTooLargeException e) {
      return new byte[0]; // and runSize() tells why
    }
  }

  /** Class data of the class: the operations it calls. */
  Operation[] operations() {
    return calls.operations().toArray(new Operation[0]);
  }

  /**
   * Offsets of blocks that cannot share checks after all, once emitted: the code is right only
   * where there are none.
   */
  Set<Integer> misjudged() {
    return misjudged;
  }

  /** Bytecode bytes of the region's method, once emitted. */
  int runSize() {
    return end.getOffset();
  }

  private void emitConstructor() {
    MethodVisitor code = type.visitMethod(0, "<init>", "()V", null, null);
    code.visitCode();
    code.visitVarInsn(ALOAD, 0);
    code.visitMethodInsn(INVOKESPECIAL, Names.REGION_CODE, "<init>", "()V", false);
    code.visitInsn(RETURN);
    code.visitMaxs(1, 1);
    code.visitEnd();
  }

  private void emitRun() {
    MethodVisitor code = type.visitMethod(ACC_PUBLIC, "run", Names.RUN_TYPE, null, null);
    code.visitCode();
    Emitter emitter = new Emitter(code, name, plan, counting, sharing);
    ControlFlow flow = new ControlFlow(emitter, plan);
    emitPrologue(emitter, flow);
    for (PlannedBlock block : plan.blocks()) {
      emitBlock(block, emitter, flow);
    }
    for (Copy copy : copies) {
      emitCopy(copy, emitter, flow);
    }
    emitter.placeExits();
    misjudged = emitter.shared.misjudged();
    code.visitLabel(end);
    code.visitMaxs(MAX_STACK, emitter.slots());
    code.visitEnd();
  }

  private void emitPrologue(Emitter emitter, ControlFlow flow) {
    var code = emitter.code;
    emitEmptyLoop(code);
    countEntry(code);
    clearScratch(code);
    emitter.shared.clear();
    emitter.memory.load();
    emitter.registers.load();
    emitter.vectors.load();
    emitter.flags.load();
    List<Integer> entries = plan.entries();
    emitter.x87.enter(entries);
    Label[] stubs = new Label[entries.size()];
    for (int i = 0; i < stubs.length; i++) {
      stubs[i] = new Label();
    }
    code.visitVarInsn(ILOAD, Slots.ENTRY);
    code.visitTableSwitchInsn(0, stubs.length - 1, stubs[0], stubs);
    for (int i = 0; i < stubs.length; i++) {
      emitter.place(stubs[i]);
      pushField(code, "rip", "J");
      emitter.push((long) entries.get(i));
      code.visitInsn(LSUB);
      code.visitVarInsn(LSTORE, Slots.BASE);
      code.visitJumpInsn(GOTO, flow.label(entries.get(i)));
    }
  }

  /** {@code if (entry < 0) { while (++entry < 0) {} return; }} */
  private void emitEmptyLoop(MethodVisitor code) {
    Label start = new Label();
    Label loop = new Label();
    Object[] arguments = {name, Names.VCPU_STATE, INTEGER};
    code.visitVarInsn(ILOAD, Slots.ENTRY);
    code.visitJumpInsn(IFGE, start);
    code.visitLabel(loop);
    code.visitFrame(F_NEW, arguments.length, arguments, 0, null);
    for (int i = 0; i < IDLE_STEPS; i++) {
      code.visitIincInsn(Slots.ENTRY, 3);
      code.visitIincInsn(Slots.ENTRY, -3);
    }
    code.visitIincInsn(Slots.ENTRY, 1);
    code.visitVarInsn(ILOAD, Slots.ENTRY);
    code.visitJumpInsn(IFLT, loop);
    code.visitInsn(RETURN);
    code.visitLabel(start);
    code.visitFrame(F_NEW, arguments.length, arguments, 0, null);
  }

  /** Counts an entry, or a round of a loop. */
  static void countEntry(MethodVisitor code) {
    code.visitVarInsn(ALOAD, Slots.THIS);
    code.visitInsn(DUP);
    code.visitFieldInsn(GETFIELD, Names.REGION_CODE, "entered", "I");
    code.visitInsn(ICONST_1);
    code.visitInsn(IADD);
    code.visitFieldInsn(PUTFIELD, Names.REGION_CODE, "entered", "I");
  }

  private static void pushField(MethodVisitor code, String field, String descriptor) {
    code.visitVarInsn(ALOAD, Slots.CPU);
    code.visitFieldInsn(GETFIELD, Names.VCPU_STATE, field, descriptor);
  }

  private void clearScratch(MethodVisitor code) {
    for (int slot : Slots.SCRATCH_LONGS) {
      code.visitInsn(LCONST_0);
      code.visitVarInsn(LSTORE, slot);
    }
    for (int i = 0; i < 16; i++) {
      code.visitInsn(LCONST_0);
      code.visitVarInsn(LSTORE, Slots.register(i));
    }
    for (int slot : Slots.SCRATCH_INTS) {
      code.visitInsn(ICONST_0);
      code.visitVarInsn(ISTORE, slot);
    }
  }

  private void emitBlock(PlannedBlock block, Emitter emitter, ControlFlow flow) {
    emitter.place(flow.label(block.offset()));
    emitter.startBlock(block.offset());
    emitter.flags.assume(knownFlags.atStart(block.offset()));
    emitter.shared.startBlock(block.offset(), true);
    emitInstructions(new Copy(block, new TreeMap<>()), 0, emitter, flow);
    knownFlags.endsWith(block.offset(), emitter.flags.known());
    if (!emitter.shared.detours().isEmpty()) {
      copies.add(new Copy(block, emitter.shared.detours()));
    }
  }

  /** The rest of a block again, with a check of its own for each access. */
  private void emitCopy(Copy copy, Emitter emitter, ControlFlow flow) {
    int first = copy.detours.firstKey();
    emitter.startBlock(copy.block.offset());
    emitter.shared.startBlock(copy.block.offset(), false);
    emitInstructions(copy, first, emitter, flow);
  }

  private void emitInstructions(Copy copy, int first, Emitter emitter, ControlFlow flow) {
    PlannedBlock block = copy.block;
    boolean[] observed = FlagUse.observed(block.instructions(), emitter.shared.expected());
    List<Instruction> instructions = block.instructions();
    StackRun run = StackRun.NONE;
    for (int i = first; i < instructions.size(); i++) {
      StackRun before = run;
      run = StackRun.at(instructions, i, plan.mode());
      emitter.startInstruction(block.offsets()[i], block.offsets()[i + 1], observed[i]);
      emitter.shared.startInstruction(i);
      Detour detour = copy.detours.get(i);
      if (detour != null) {
        if (i > first) {
          emitter.code.visitInsn(NOP); // two labels in one place cannot both have a frame
        }
        emitter.place(detour.label());
        emitter.resume(detour);
      }
      if (run.count() > 0) {
        emitRun(run, emitter);
        i += run.count() - 1;
      } else if (before.returns()) {
        BranchLowering.ret(instructions.get(i), emitter, flow, before.bytes());
      } else {
        emitInstruction(instructions.get(i), emitter, flow);
      }
      if (i == instructions.size() - 1 && !BlockEnd.leaves(instructions.get(i))) {
        flow.fallThrough(block.end());
      }
      emitter.finishInstruction();
      emitter.instructionCompleted();
    }
  }

  /** All but the last are completed behind it. */
  private static void emitRun(StackRun run, Emitter emitter) {
    run.emit(emitter);
    emitter.finishInstruction();
    for (int i = 1; i < run.count(); i++) {
      emitter.instructionCompleted();
    }
  }

  private void emitInstruction(Instruction instruction, Emitter emitter, ControlFlow flow) {
    boolean lowered = Lowerings.of(instruction).lower(instruction, emitter, flow);
    if (!lowered) {
      emitter.shared.misjudge();
      calls.emit(instruction, emitter);
    }
  }
}
