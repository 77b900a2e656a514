package org.kvas.translator.x86.assemble;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.x86.decode.Encoder;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;

/**
 * One instruction. Addresses of labels take their full width from the start, branches become near
 * when a pass finds them out of reach.
 */
final class InstructionFragment implements Fragment {
  private final int codeBits;
  private final Mnemonic mnemonic;
  private final int condition;
  private final int operandSize;
  private final int addressSize;
  private final int prefixes;
  private final List<Argument> arguments;
  private final boolean branch;
  private final Encoder encoder;
  private boolean wide;
  private byte @Nullable [] unchanging;

  InstructionFragment(
      int codeBits,
      Mnemonic mnemonic,
      int condition,
      int operandSize,
      int addressSize,
      int prefixes,
      List<Argument> arguments) {
    this.codeBits = codeBits;
    this.mnemonic = mnemonic;
    this.condition = condition;
    this.operandSize = operandSize;
    this.addressSize = addressSize;
    this.prefixes = prefixes;
    this.arguments = arguments;
    branch =
        mnemonic.family() == Family.BRANCH
            && arguments.size() == 1
            && arguments.get(0) instanceof Label;
    wide = !branch && namesLabel();
    encoder = new Encoder(codeBits);
    if (!branch && !wide) {
      unchanging = encode(0);
    }
  }

  private boolean namesLabel() {
    return arguments.stream()
        .anyMatch(
            a ->
                a instanceof Label
                    || a instanceof Pointer p && p.label() != null
                    || a instanceof FarAddress f && f.offset() instanceof Label);
  }

  @Override
  public byte[] bytes(long address) {
    if (unchanging != null) {
      return unchanging;
    }
    int length = encode(0).length;
    if (hasNearForm() && !wide && !reaches(address + length)) {
      wide = true;
      length = encode(0).length;
    }
    return encode(address + length);
  }

  private boolean hasNearForm() {
    return branch && (mnemonic == Mnemonic.JMP || mnemonic == Mnemonic.JCC);
  }

  /** A label that no pass has come by yet counts as near. */
  private boolean reaches(long end) {
    long distance = distance((Label) arguments.get(0), end);
    return distance == (byte) distance;
  }

  private static long distance(Label label, long end) {
    return end == 0 || !label.isPlaced() ? 0 : label.address() - end;
  }

  /**
   * @param end the address behind the instruction, 0 where only the length is asked for
   */
  private byte[] encode(long end) {
    List<Operand> operands = arguments.stream().map(argument -> operand(argument, end)).toList();
    return encoder.encode(
        new Encoder.Request(
            mnemonic, condition, operandSize, addressSize, prefixes, operands, wide));
  }

  private Operand operand(Argument argument, long end) {
    return switch (argument) {
      case Register register -> register.operand();
      case Constant constant -> new Operand.Immediate(constant.value(), 0);
      case Label label ->
          branch
              ? new Operand.Relative(distance(label, end), 0)
              : new Operand.Immediate(label.address(), 0);
      case Pointer pointer -> memory(pointer, end);
      case FarAddress far -> far(far);
    };
  }

  private Operand far(FarAddress far) {
    long offset =
        far.offset() instanceof Label label ? label.address() : ((Constant) far.offset()).value();
    int size = operandSize != 0 ? operandSize : codeBits == 16 ? 2 : 4;
    return new Operand.FarPointer(far.selector(), offset, size);
  }

  private Operand memory(Pointer pointer, long end) {
    int size = pointer.addressSize(addressSize == 0 ? codeBits / 8 : addressSize);
    int base = Pointer.number(pointer.base());
    int index = Pointer.number(pointer.index());
    Label label = pointer.label();
    long displacement = pointer.displacement() + (label == null ? 0 : label.address());
    if (label != null && codeBits == 64 && pointer.base() == null && pointer.index() == null) {
      base = Operand.RIP;
      displacement = pointer.displacement() + distance(label, end);
    }
    int segment =
        pointer.segment() == null
            ? defaultSegment(base)
            : ((Operand.SegmentRegister) pointer.segment().operand()).index();
    return new Operand.Memory(
        segment, base, index, pointer.scale(), displacement, size, pointer.size());
  }

  /** SS for the stack and frame pointer, else DS. */
  private static int defaultSegment(int base) {
    return base == 4 || base == 5 ? 2 : 3;
  }
}
