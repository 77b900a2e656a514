package org.kvas.translator.translate;

import static org.kvas.translator.translate.VectorOperands.popBoth;
import static org.kvas.translator.translate.VectorOperands.popLowDoubleword;
import static org.kvas.translator.translate.VectorOperands.pushHigh;
import static org.kvas.translator.translate.VectorOperands.pushLow;
import static org.kvas.translator.translate.VectorOperands.pushQuadword;
import static org.objectweb.asm.Opcodes.*;

import org.jspecify.annotations.Nullable;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.sse.DoubleArithmetic;
import org.kvas.translator.x86.semantics.sse.FloatCompare;
import org.kvas.translator.x86.semantics.sse.FloatConvert;
import org.kvas.translator.x86.semantics.sse.Reciprocal;
import org.kvas.translator.x86.semantics.sse.SingleArithmetic;
import org.objectweb.asm.Type;

/**
 * SSE arithmetic and compares by the shared static methods, elements held as raw bits. Runs only
 * while all exceptions are masked, so that the methods never throw. DPPS and DPPD are left to the
 * interpreter.
 */
final class SseFloatLowering implements Lowering {
  private static final String DOUBLE = Type.getInternalName(DoubleArithmetic.class);
  private static final String SINGLE = Type.getInternalName(SingleArithmetic.class);
  private static final String COMPARE = Type.getInternalName(FloatCompare.class);
  private static final String CONVERT = Type.getInternalName(FloatConvert.class);
  private static final String RECIPROCAL = Type.getInternalName(Reciprocal.class);

  private final SseConvertLowering conversions = new SseConvertLowering();

  /** What takes the arguments of one element. */
  private enum Shape {
    /** (cpu, a, b). */
    BOTH,
    /** (cpu, a, b, immediate). */
    BOTH_IMMEDIATE,
    /** (cpu, b, immediate). */
    SOURCE_IMMEDIATE,
    /** (b). */
    SOURCE
  }

  private record Method(String owner, String name, Shape shape) {
    Method(String owner, String name) {
      this(owner, name, Shape.BOTH);
    }
  }

  @Override
  public boolean lower(Instruction instruction, Emitter emitter, ControlFlow flow) {
    if (!VectorOperands.isEnabled(instruction, emitter)) {
      return false;
    }
    return switch (instruction.mnemonic()) {
      case ADDPS, SUBPS, MULPS, DIVPS, SQRTPS, MINPS, MAXPS, CMPPS, RCPPS, RSQRTPS, ROUNDPS ->
          packed(instruction, emitter);
      case ADDSS, SUBSS, MULSS, DIVSS, SQRTSS, MINSS, MAXSS, CMPSS, RCPSS, RSQRTSS, ROUNDSS ->
          scalarSingle(instruction, emitter);
      case ADDPD, SUBPD, MULPD, DIVPD, SQRTPD, MINPD, MAXPD, CMPPD, ROUNDPD ->
          packed(instruction, emitter);
      case ADDSD, SUBSD, MULSD, DIVSD, SQRTSD, MINSD, MAXSD, CMPSD_SSE, ROUNDSD ->
          scalarDouble(instruction, emitter);
      case HADDPD, HSUBPD, ADDSUBPD -> packed(instruction, emitter);
      case COMISS, UCOMISS, COMISD, UCOMISD -> compare(instruction, emitter);
      case HADDPS, HSUBPS, ADDSUBPS, DPPS, DPPD -> false;
      default -> conversions.lower(instruction, emitter);
    };
  }

  private static boolean packed(Instruction instruction, Emitter emitter) {
    begin(instruction, emitter);
    pushLane(instruction, emitter);
    popBoth(destination(instruction), emitter);
    return true;
  }

  /** Pushes the two quadwords that a packed instruction gives for the lane in force. */
  static void pushLane(Instruction instruction, Emitter emitter) {
    switch (instruction.mnemonic()) {
      case ADDPS, SUBPS, MULPS, DIVPS, SQRTPS, MINPS, MAXPS, CMPPS, RCPPS, RSQRTPS, ROUNDPS ->
          pushSingles(instruction, emitter);
      case HADDPD -> pushHorizontal(instruction, new Method(DOUBLE, "add"), emitter);
      case HSUBPD -> pushHorizontal(instruction, new Method(DOUBLE, "subtract"), emitter);
      case ADDSUBPD -> {
        doubleElement(instruction, new Method(DOUBLE, "subtract"), 0, emitter);
        doubleElement(instruction, new Method(DOUBLE, "add"), 1, emitter);
      }
      default -> {
        Method method = doubles(instruction);
        doubleElement(instruction, method, 0, emitter);
        doubleElement(instruction, method, 1, emitter);
      }
    }
  }

  static void begin(Instruction instruction, Emitter emitter) {
    emitter.leaveUnlessSimdMasked();
    VectorOperands.open(instruction, false, emitter);
  }

  private static Operand.Vector destination(Instruction instruction) {
    return (Operand.Vector) instruction.operand(0);
  }

  // Doubles

  private static @Nullable Method ofDoubles(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case ADDPD, ADDSD -> new Method(DOUBLE, "add");
      case SUBPD, SUBSD -> new Method(DOUBLE, "subtract");
      case MULPD, MULSD -> new Method(DOUBLE, "multiply");
      case DIVPD, DIVSD -> new Method(DOUBLE, "divide");
      case SQRTPD, SQRTSD -> new Method(DOUBLE, "squareRoot");
      case CMPPD, CMPSD_SSE -> new Method(COMPARE, "compare", Shape.BOTH_IMMEDIATE);
      case ROUNDPD, ROUNDSD -> new Method(CONVERT, "roundToIntegral", Shape.SOURCE_IMMEDIATE);
      default -> null;
    };
  }

  private static Method doubles(Instruction instruction) {
    Method method = ofDoubles(instruction);
    return method != null ? method : minimumOrMaximum(instruction);
  }

  private static Method minimumOrMaximum(Instruction instruction) {
    return new Method(
        COMPARE,
        switch (instruction.mnemonic()) {
          case MINPS, MINSS, MINPD, MINSD -> "minimum";
          case MAXPS, MAXSS, MAXPD, MAXSD -> "maximum";
          default -> throw new IllegalArgumentException(instruction.toString());
        });
  }

  private static boolean scalarDouble(Instruction instruction, Emitter emitter) {
    begin(instruction, emitter);
    pushScalarDouble(instruction, emitter);
    emitter.vectors.pop(destination(instruction).index(), 0);
    return true;
  }

  /** Pushes the low quadword's result. */
  static void pushScalarDouble(Instruction instruction, Emitter emitter) {
    doubleElement(instruction, doubles(instruction), 0, emitter);
  }

  private static void pushHorizontal(Instruction instruction, Method method, Emitter emitter) {
    for (int i = 0; i < 2; i++) {
      emitter.code.visitVarInsn(ALOAD, Slots.CPU);
      pushLow(instruction.operand(i), emitter);
      pushHigh(instruction.operand(i), emitter);
      callDouble(method, 0, emitter);
    }
  }

  /** Pushes the result for quadword {@code i} of both operands. */
  private static void doubleElement(
      Instruction instruction, Method method, int i, Emitter emitter) {
    if (method.shape() != Shape.SOURCE) {
      emitter.code.visitVarInsn(ALOAD, Slots.CPU);
    }
    if (method.shape() == Shape.BOTH || method.shape() == Shape.BOTH_IMMEDIATE) {
      pushQuadword(instruction.operand(0), i, emitter);
    }
    pushQuadword(instruction.operand(1), i, emitter);
    callDouble(method, control(instruction), emitter);
  }

  /** The immediate byte; of compares the predicate, of which SSE has 8 and VEX 32. */
  private static int control(Instruction instruction) {
    int immediate = VectorOperands.immediate(instruction);
    return switch (instruction.mnemonic()) {
      case CMPPS, CMPPD, CMPSS, CMPSD_SSE ->
          immediate & (instruction.has(Instruction.PREFIX_VEX) ? 31 : 7);
      default -> immediate;
    };
  }

  private static void callDouble(Method method, int immediate, Emitter emitter) {
    call(method, immediate, "J", emitter);
  }

  private static void call(Method method, int immediate, String element, Emitter emitter) {
    String cpu = "L" + Names.VCPU_STATE + ";";
    String arguments =
        switch (method.shape()) {
          case BOTH -> cpu + element + element;
          case BOTH_IMMEDIATE -> cpu + element + element + "I";
          case SOURCE_IMMEDIATE -> cpu + element + "I";
          case SOURCE -> element;
        };
    switch (method.shape()) {
      case BOTH_IMMEDIATE, SOURCE_IMMEDIATE -> emitter.push(immediate);
      default -> {}
    }
    emitter.call(method.owner(), method.name(), "(" + arguments + ")" + element);
  }

  // Singles

  private static Method singles(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case ADDPS, ADDSS -> new Method(SINGLE, "add");
      case SUBPS, SUBSS -> new Method(SINGLE, "subtract");
      case MULPS, MULSS -> new Method(SINGLE, "multiply");
      case DIVPS, DIVSS -> new Method(SINGLE, "divide");
      case SQRTPS, SQRTSS -> new Method(SINGLE, "squareRoot");
      case CMPPS, CMPSS -> new Method(COMPARE, "compare", Shape.BOTH_IMMEDIATE);
      case ROUNDPS, ROUNDSS -> new Method(CONVERT, "roundToIntegral", Shape.SOURCE_IMMEDIATE);
      case RCPPS, RCPSS -> new Method(RECIPROCAL, "reciprocal", Shape.SOURCE);
      case RSQRTPS, RSQRTSS -> new Method(RECIPROCAL, "reciprocalSquareRoot", Shape.SOURCE);
      default -> minimumOrMaximum(instruction);
    };
  }

  private static boolean scalarSingle(Instruction instruction, Emitter emitter) {
    begin(instruction, emitter);
    pushScalarSingle(instruction, emitter);
    emitter.code.visitInsn(I2L);
    popLowDoubleword(destination(instruction), emitter);
    return true;
  }

  /** Pushes the low doubleword's result as an int. */
  static void pushScalarSingle(Instruction instruction, Emitter emitter) {
    singleElement(instruction, singles(instruction), 0, emitter);
  }

  private static void pushSingles(Instruction instruction, Emitter emitter) {
    Method method = singles(instruction);
    for (int i = 0; i < 4; i += 2) {
      singleElement(instruction, method, i, emitter);
      emitter.intToUnsignedLong();
      singleElement(instruction, method, i + 1, emitter);
      joinHigh(emitter);
    }
  }

  /** The int on the stack becomes the high doubleword of the long below it. */
  static void joinHigh(Emitter emitter) {
    emitter.code.visitInsn(I2L);
    emitter.push(32);
    emitter.code.visitInsn(LSHL);
    emitter.code.visitInsn(LOR);
  }

  private static void singleElement(
      Instruction instruction, Method method, int i, Emitter emitter) {
    if (method.shape() != Shape.SOURCE) {
      emitter.code.visitVarInsn(ALOAD, Slots.CPU);
    }
    if (method.shape() == Shape.BOTH || method.shape() == Shape.BOTH_IMMEDIATE) {
      pushDoubleword(instruction.operand(0), i, emitter);
    }
    pushDoubleword(instruction.operand(1), i, emitter);
    call(method, control(instruction), "I", emitter);
  }

  /** Pushes doubleword {@code i} as an int. */
  static void pushDoubleword(Operand operand, int i, Emitter emitter) {
    pushQuadword(operand, i >>> 1, emitter);
    if ((i & 1) != 0) {
      emitter.push(32);
      emitter.code.visitInsn(LUSHR);
    }
    emitter.code.visitInsn(L2I);
  }

  // Flags

  /** COMISS, COMISD, UCOMISS, UCOMISD, with VEX too. */
  static boolean compare(Instruction instruction, Emitter emitter) {
    boolean single =
        switch (instruction.mnemonic()) {
          case COMISS, UCOMISS -> true;
          default -> false;
        };
    boolean signalling =
        switch (instruction.mnemonic()) {
          case COMISS, COMISD -> true;
          default -> false;
        };
    begin(instruction, emitter);
    emitter.code.visitVarInsn(ALOAD, Slots.CPU);
    for (int i = 0; i < 2; i++) {
      if (single) {
        pushDoubleword(instruction.operand(i), 0, emitter);
      } else {
        pushLow(instruction.operand(i), emitter);
      }
    }
    emitter.push(signalling ? 1 : 0);
    emitter.call(COMPARE, "flags", "(L" + Names.VCPU_STATE + (single ? ";IIZ)I" : ";JJZ)I"));
    emitter.flags.popStatus();
    return true;
  }
}
