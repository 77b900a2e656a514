package org.kvas.translator.translate;

import static org.objectweb.asm.Opcodes.*;

import java.util.ArrayList;
import java.util.List;
import org.kvas.translator.state.Operation;
import org.kvas.translator.x86.decode.Instruction;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/**
 * Calls from a region to the interpreter's operations. The state is put back before the call and
 * read again after it; the operations are constants of the generated class, so HotSpot can inline
 * them.
 */
final class OperationCalls {
  private final String regionClass;
  private final OperationFactory factory;
  private final List<Operation> operations = new ArrayList<>();

  OperationCalls(String regionClass, OperationFactory factory) {
    this.regionClass = regionClass;
    this.factory = factory;
  }

  List<Operation> operations() {
    return operations;
  }

  /** Emits the call, and the exit where the instruction ends a block or asks to leave. */
  void emit(Instruction instruction, Emitter emitter) {
    var code = emitter.code;
    code.visitVarInsn(ALOAD, Slots.CPU);
    emitter.pushRip(emitter.offset());
    code.visitFieldInsn(PUTFIELD, Names.VCPU_STATE, "rip", "J");
    emitter.countCompleted(emitter.completedInBlock());
    emitter.registers.writeBackUsed();
    emitter.writeBack();
    emitter.vectors.writeBackUsed();
    emitter.x87.store();
    setBlockLimit(emitter);
    code.visitFieldInsn(GETSTATIC, regionClass, field(operations.size()), Names.OPERATION_TYPE);
    operations.add(factory.create(instruction, emitter.mode));
    code.visitVarInsn(ALOAD, Slots.CPU);
    code.visitMethodInsn(
        INVOKEVIRTUAL, Names.OPERATION, "execute", "(L" + Names.VCPU_STATE + ";)V", false);
    if (instruction.endsBlock()) {
      returnUnlessFinished(emitter);
    }
    emitter.registers.load();
    if (changesVectors(instruction)) {
      emitter.vectors.load();
    }
    if (changesX87(instruction)) {
      emitter.x87.loadAfter(instruction);
    }
    emitter.flags.load();
    emitter.forget();
    emitter.discountCompleted();
    code.visitVarInsn(ALOAD, Slots.CPU);
    code.visitFieldInsn(GETFIELD, Names.VCPU_STATE, "blockLimit", "I");
    code.visitJumpInsn(IFEQ, emitter.leaveAfter());
    if (BlockEnd.isSystem(instruction)) {
      emitter.leaveIfPending(emitter.leaveAfter());
    }
  }

  private static boolean changesVectors(Instruction instruction) {
    return switch (instruction.family()) {
      case SSE_MOVE, SSE_FLOAT, SSE_INTEGER, SSE_CRYPTOGRAPHY, AVX, STATE_SAVE -> true;
      default -> false;
    };
  }

  private static boolean changesX87(Instruction instruction) {
    return switch (instruction.family()) {
      case X87, MMX, STATE_SAVE -> true;
      default -> VectorOperands.isMmx(instruction);
    };
  }

  private static void setBlockLimit(Emitter emitter) {
    emitter.code.visitVarInsn(ALOAD, Slots.CPU);
    emitter.push(1);
    emitter.code.visitFieldInsn(PUTFIELD, Names.VCPU_STATE, "blockLimit", "I");
  }

  /** A string operation sets {@code rip}: to itself, where it was asked to leave half-way. */
  private static void returnUnlessFinished(Emitter emitter) {
    var code = emitter.code;
    Label finished = new Label();
    code.visitVarInsn(ALOAD, Slots.CPU);
    code.visitFieldInsn(GETFIELD, Names.VCPU_STATE, "rip", "J");
    emitter.pushRip(emitter.nextOffset());
    code.visitInsn(LCMP);
    code.visitJumpInsn(IFEQ, finished);
    code.visitInsn(RETURN);
    emitter.place(finished);
  }

  private static String field(int index) {
    return "o" + index;
  }

  /**
   * Declares the constants and the class initialiser that takes them from the class data, an {@code
   * Operation[]}.
   */
  void declare(ClassVisitor type) {
    if (operations.isEmpty()) {
      return;
    }
    MethodVisitor code = type.visitMethod(ACC_STATIC, "<clinit>", "()V", null, null);
    code.visitCode();
    Handle classData =
        new Handle(
            H_INVOKESTATIC,
            "java/lang/invoke/MethodHandles",
            "classData",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;)Ljava/lang/Object;",
            false);
    code.visitLdcInsn(new ConstantDynamic("_", "[" + Names.OPERATION_TYPE, classData));
    code.visitVarInsn(ASTORE, 0);
    for (int i = 0; i < operations.size(); i++) {
      type.visitField(
              ACC_PRIVATE | ACC_STATIC | ACC_FINAL, field(i), Names.OPERATION_TYPE, null, null)
          .visitEnd();
      code.visitVarInsn(ALOAD, 0);
      code.visitIntInsn(SIPUSH, i);
      code.visitInsn(AALOAD);
      code.visitFieldInsn(PUTSTATIC, regionClass, field(i), Names.OPERATION_TYPE);
    }
    code.visitInsn(RETURN);
    code.visitMaxs(2, 1);
    code.visitEnd();
  }
}
