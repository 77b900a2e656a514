package org.kvas.translator.x86.assemble;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;

/**
 * Writes 16-, 32- and 64-bit code and data. Labels may be used before they are bound; branches take
 * the short form where it reaches.
 *
 * <pre>{@code
 * Assembler a = new Assembler(16, 0x7c00);
 * Label again = a.here();
 * a.mov(AX, word(BX).plus(2)).add(AX, 5).jmp(again);
 * byte[] code = a.assemble();
 * }</pre>
 */
public final class Assembler
    implements ArithmeticInstructions<Assembler>,
        DataInstructions<Assembler>,
        StringInstructions<Assembler>,
        BranchInstructions<Assembler>,
        SystemInstructions<Assembler> {

  private final long origin;
  private final List<Fragment> fragments = new ArrayList<>();
  private final List<Label> labels = new ArrayList<>();
  private int codeBits;
  private int prefixes;
  private int addressSize;

  /**
   * @param codeBits 16, 32 or 64
   * @param origin the address of the first byte
   */
  public Assembler(int codeBits, long origin) {
    this.codeBits = codeBits;
    this.origin = origin;
  }

  /** Changes the size of code from here on. */
  public Assembler bits(int newCodeBits) {
    codeBits = newCodeBits;
    return this;
  }

  // Labels

  public Label label(String name) {
    Label label = new Label(name);
    labels.add(label);
    return label;
  }

  public Label label() {
    return label("L" + labels.size());
  }

  public Assembler bind(Label label) {
    label.bind();
    return add(
        address -> {
          label.place(address);
          return Fragment.NOTHING;
        });
  }

  /** A new label bound to this place. */
  public Label here() {
    Label label = label();
    bind(label);
    return label;
  }

  // Instructions

  @Override
  public Assembler emit(Mnemonic mnemonic, Argument... arguments) {
    return instruction(mnemonic, 0, 0, arguments);
  }

  @Override
  public Assembler emit(Mnemonic mnemonic, int operandSize, Argument... arguments) {
    return instruction(mnemonic, 0, operandSize, arguments);
  }

  @Override
  public Assembler emitConditional(Mnemonic mnemonic, Condition condition, Argument... arguments) {
    return instruction(mnemonic, condition.ordinal(), 0, arguments);
  }

  private Assembler instruction(
      Mnemonic mnemonic, int condition, int operandSize, Argument... arguments) {
    add(
        new InstructionFragment(
            codeBits, mnemonic, condition, operandSize, addressSize, prefixes, List.of(arguments)));
    prefixes = 0;
    addressSize = 0;
    return this;
  }

  /** LOCK before the next instruction. */
  public Assembler lock() {
    prefixes |= Instruction.PREFIX_LOCK;
    return this;
  }

  /** REP or REPE before the next instruction. */
  public Assembler rep() {
    prefixes |= Instruction.PREFIX_REP;
    return this;
  }

  public Assembler repne() {
    prefixes |= Instruction.PREFIX_REPNE;
    return this;
  }

  /** Overrides the source segment of the next instruction if it is a string instruction or XLAT. */
  public Assembler segment(Register register) {
    int index = ((Operand.SegmentRegister) register.operand()).index();
    prefixes |= index + 1 << Instruction.PREFIX_SEGMENT_SHIFT;
    return this;
  }

  /** The address size in bytes of the next instruction, where no register in a pointer says it. */
  public Assembler addressSize(int bytes) {
    addressSize = bytes;
    return this;
  }

  // Data

  public Assembler bytes(byte... values) {
    return data(values.clone());
  }

  public Assembler db(int... values) {
    return numbers(1, Arrays.stream(values).asLongStream().toArray());
  }

  public Assembler dw(int... values) {
    return numbers(2, Arrays.stream(values).asLongStream().toArray());
  }

  public Assembler dd(int... values) {
    return numbers(4, Arrays.stream(values).asLongStream().toArray());
  }

  public Assembler dq(long... values) {
    return numbers(8, values);
  }

  /** The label's address. */
  public Assembler dw(Label label) {
    return add(address -> littleEndian(label.address(), 2));
  }

  public Assembler dd(Label label) {
    return add(address -> littleEndian(label.address(), 4));
  }

  public Assembler dq(Label label) {
    return add(address -> littleEndian(label.address(), 8));
  }

  /** ISO 8859-1, without a terminator. */
  public Assembler text(String characters) {
    return data(characters.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Zeros. */
  public Assembler space(int count) {
    return data(new byte[count]);
  }

  /** Fills with one-byte NOPs up to a multiple of {@code boundary}. */
  public Assembler align(int boundary) {
    return add(address -> filled((int) Math.floorMod(-address, (long) boundary), 0x90));
  }

  /** Fills with zeros up to {@code target}. */
  public Assembler org(long target) {
    return add(
        address -> {
          if (target < address) {
            throw new IllegalStateException("already past 0x" + Long.toHexString(target));
          }
          return filled((int) (target - address), 0);
        });
  }

  private Assembler data(byte[] values) {
    return add(address -> values);
  }

  private Assembler numbers(int size, long[] values) {
    byte[] all = new byte[values.length * size];
    for (int i = 0; i < values.length; i++) {
      System.arraycopy(littleEndian(values[i], size), 0, all, i * size, size);
    }
    return data(all);
  }

  private static byte[] littleEndian(long value, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (value >> i * 8);
    }
    return bytes;
  }

  private static byte[] filled(int count, int value) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private Assembler add(Fragment fragment) {
    fragments.add(fragment);
    return this;
  }

  // Layout

  /**
   * Everything written so far. Branches only ever grow from pass to pass, so the layout settles.
   */
  public byte[] assemble() {
    for (Label label : labels) {
      if (!label.isBound()) {
        throw new IllegalStateException("label not bound: " + label);
      }
    }
    byte[] before = pass();
    byte[] after = pass();
    while (!Arrays.equals(before, after)) {
      before = after;
      after = pass();
    }
    return after;
  }

  private byte[] pass() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Fragment fragment : fragments) {
      out.writeBytes(fragment.bytes(origin + out.size()));
    }
    return out.toByteArray();
  }
}
