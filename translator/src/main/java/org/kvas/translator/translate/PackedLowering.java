package org.kvas.translator.translate;

import static org.kvas.translator.translate.VectorOperands.popBoth;
import static org.kvas.translator.translate.VectorOperands.popMmx;
import static org.kvas.translator.translate.VectorOperands.pushHigh;
import static org.kvas.translator.translate.VectorOperands.pushLow;
import static org.objectweb.asm.Opcodes.*;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.semantics.sse.PackedAdd;
import org.kvas.translator.x86.semantics.sse.PackedCompare;
import org.kvas.translator.x86.semantics.sse.PackedMultiply;
import org.kvas.translator.x86.semantics.sse.PackedShift;
import org.kvas.translator.x86.semantics.sse.PackedShuffle;
import org.objectweb.asm.Type;

/**
 * Packed-integer and bitwise instructions by the shared static methods on quadwords. What moves
 * data between quadwords is in {@link ShuffleLowering}; string compares, PHMINPOSUW and MPSADBW are
 * left to the interpreter.
 */
final class PackedLowering implements Lowering {
  static final String SHUFFLE = Type.getInternalName(PackedShuffle.class);
  private static final String BINARY = "(JJ)J";

  /**
   * Instructions whose quadwords do not see each other, by the class of the method that has their
   * name.
   */
  private static final Map<Mnemonic, String> LANES = new EnumMap<>(Mnemonic.class);

  /**
   * The low half of the result comes from all of the first operand, the high half from all of the
   * second.
   */
  private static final Map<Mnemonic, String> PAIRS = new EnumMap<>(Mnemonic.class);

  static {
    define(
        LANES,
        PackedAdd.class,
        Mnemonic.PADDB,
        Mnemonic.PADDW,
        Mnemonic.PADDD,
        Mnemonic.PADDSB,
        Mnemonic.PADDSW,
        Mnemonic.PADDUSB,
        Mnemonic.PADDUSW,
        Mnemonic.PSUBB,
        Mnemonic.PSUBW,
        Mnemonic.PSUBD,
        Mnemonic.PSUBSB,
        Mnemonic.PSUBSW,
        Mnemonic.PSUBUSB,
        Mnemonic.PSUBUSW,
        Mnemonic.PAVGB,
        Mnemonic.PAVGW);
    define(
        LANES,
        PackedCompare.class,
        Mnemonic.PCMPEQB,
        Mnemonic.PCMPEQW,
        Mnemonic.PCMPEQD,
        Mnemonic.PCMPEQQ,
        Mnemonic.PCMPGTB,
        Mnemonic.PCMPGTW,
        Mnemonic.PCMPGTD,
        Mnemonic.PCMPGTQ,
        Mnemonic.PMINUB,
        Mnemonic.PMINUW,
        Mnemonic.PMINUD,
        Mnemonic.PMINSB,
        Mnemonic.PMINSW,
        Mnemonic.PMINSD,
        Mnemonic.PMAXUB,
        Mnemonic.PMAXUW,
        Mnemonic.PMAXUD,
        Mnemonic.PMAXSB,
        Mnemonic.PMAXSW,
        Mnemonic.PMAXSD,
        Mnemonic.PSIGNB,
        Mnemonic.PSIGNW,
        Mnemonic.PSIGND,
        Mnemonic.PABSB,
        Mnemonic.PABSW,
        Mnemonic.PABSD);
    define(
        LANES,
        PackedMultiply.class,
        Mnemonic.PMULLW,
        Mnemonic.PMULHW,
        Mnemonic.PMULHUW,
        Mnemonic.PMULHRSW,
        Mnemonic.PMULUDQ,
        Mnemonic.PMULDQ,
        Mnemonic.PMULLD,
        Mnemonic.PMADDWD,
        Mnemonic.PMADDUBSW,
        Mnemonic.PSADBW);
    define(
        PAIRS,
        PackedShuffle.class,
        Mnemonic.PACKSSWB,
        Mnemonic.PACKUSWB,
        Mnemonic.PACKSSDW,
        Mnemonic.PACKUSDW,
        Mnemonic.PHADDW,
        Mnemonic.PHADDD,
        Mnemonic.PHADDSW,
        Mnemonic.PHSUBW,
        Mnemonic.PHSUBD,
        Mnemonic.PHSUBSW);
  }

  private final ShuffleLowering shuffles = new ShuffleLowering();

  private static void define(Map<Mnemonic, String> table, Class<?> owner, Mnemonic... mnemonics) {
    for (Mnemonic mnemonic : mnemonics) {
      table.put(mnemonic, Type.getInternalName(owner));
    }
  }

  @Override
  public boolean lower(Instruction instruction, Emitter emitter, ControlFlow flow) {
    if (!VectorOperands.isEnabled(instruction, emitter)) {
      return false;
    }
    switch (instruction.mnemonic()) {
      case PCMPESTRI, PCMPESTRM, PCMPISTRI, PCMPISTRM, PHMINPOSUW, MPSADBW -> {
        return false;
      }
      default -> {}
    }
    VectorOperands.open(instruction, false, emitter);
    if (instruction.mnemonic() == Mnemonic.PTEST) {
      test(instruction, emitter);
      return true;
    }
    pushLane(instruction, emitter);
    switch (instruction.operand(0)) {
      case Operand.Vector vector -> popBoth(vector, emitter);
      case Operand.Mmx mmx -> popMmx(mmx, emitter);
      default -> throw new IllegalArgumentException(instruction.toString());
    }
    VectorOperands.finish(instruction, emitter);
    return true;
  }

  /**
   * Pushes the result for the lane in force: two quadwords, one for MMX registers. Not of the
   * instructions that are left to the interpreter, and not of PTEST.
   */
  void pushLane(Instruction instruction, Emitter emitter) {
    if (isZeroing(instruction)) {
      emitter.push(0L);
      if (instruction.operand(0) instanceof Operand.Vector) {
        emitter.push(0L);
      }
    } else if (!lanes(instruction, emitter)) {
      shuffles.lower(instruction, emitter);
    }
  }

  /** An exclusive or, or a difference, with itself. */
  private static boolean isZeroing(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case PXOR, XORPS, XORPD, PSUBB, PSUBW, PSUBD, PSUBQ -> sameRegister(instruction);
      default -> false;
    };
  }

  private static boolean sameRegister(Instruction instruction) {
    return instruction.operand(0) instanceof Operand.Vector a
        && instruction.operand(1) instanceof Operand.Vector b
        && a.index() == b.index();
  }

  /**
   * Pushes the result where it is made quadword by quadword: one for MMX registers, two for
   * vectors.
   */
  private static boolean lanes(Instruction instruction, Emitter emitter) {
    Mnemonic mnemonic = instruction.mnemonic();
    String name = mnemonic.name().toLowerCase(Locale.ROOT);
    switch (mnemonic) {
      case PAND, ANDPS, ANDPD -> each(instruction, emitter, () -> emitter.code.visitInsn(LAND));
      case POR, ORPS, ORPD -> each(instruction, emitter, () -> emitter.code.visitInsn(LOR));
      case PXOR, XORPS, XORPD -> each(instruction, emitter, () -> emitter.code.visitInsn(LXOR));
      case PANDN, ANDNPS, ANDNPD ->
          each(instruction, emitter, () -> emitter.call(SHUFFLE, "andNot", BINARY));
      case PADDQ -> each(instruction, emitter, () -> emitter.code.visitInsn(LADD));
      case PSUBQ -> each(instruction, emitter, () -> emitter.code.visitInsn(LSUB));
      case PSLLW, PSLLD, PSLLQ, PSRLW, PSRLD, PSRLQ, PSRAW, PSRAD ->
          shift(instruction, name, emitter);
      default -> {
        String lane = LANES.get(mnemonic);
        String pair = PAIRS.get(mnemonic);
        if (lane != null) {
          each(instruction, emitter, () -> emitter.call(lane, name, BINARY));
        } else if (pair != null) {
          pair(instruction, () -> emitter.call(pair, name, BINARY), emitter);
        } else {
          return false;
        }
      }
    }
    return true;
  }

  private static void each(Instruction instruction, Emitter emitter, Runnable operation) {
    pushLow(instruction.operand(0), emitter);
    pushLow(instruction.operand(1), emitter);
    operation.run();
    if (instruction.operand(0) instanceof Operand.Vector) {
      pushHigh(instruction.operand(0), emitter);
      pushHigh(instruction.operand(1), emitter);
      operation.run();
    }
  }

  private static void pair(Instruction instruction, Runnable operation, Emitter emitter) {
    if (instruction.operand(0) instanceof Operand.Mmx) {
      each(instruction, emitter, operation);
      return;
    }
    for (int i = 0; i < 2; i++) {
      pushLow(instruction.operand(i), emitter);
      pushHigh(instruction.operand(i), emitter);
      operation.run();
    }
  }

  /** All elements by one count, the low quadword of the source. */
  private static void shift(Instruction instruction, String name, Emitter emitter) {
    String owner = Type.getInternalName(PackedShift.class);
    Runnable pushCount = () -> pushLow(instruction.operand(1), emitter);
    pushLow(instruction.operand(0), emitter);
    VectorOperands.inLowLane(emitter, pushCount);
    emitter.call(owner, name, BINARY);
    if (instruction.operand(0) instanceof Operand.Vector) {
      pushHigh(instruction.operand(0), emitter);
      VectorOperands.inLowLane(emitter, pushCount);
      emitter.call(owner, name, BINARY);
    }
  }

  private static void test(Instruction instruction, Emitter emitter) {
    for (int i = 0; i < 2; i++) {
      pushLow(instruction.operand(i), emitter);
      pushHigh(instruction.operand(i), emitter);
    }
    emitter.call(SHUFFLE, "ptest", "(JJJJ)I");
    emitter.flags.popStatus();
  }

  @Override
  public int implicitVectors(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case PBLENDVB, BLENDVPS, BLENDVPD -> 1;
      default -> 0;
    };
  }
}
