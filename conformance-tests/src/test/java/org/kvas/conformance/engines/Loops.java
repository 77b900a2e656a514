package org.kvas.conformance.engines;

import static org.kvas.translator.x86.assemble.Registers.CX;
import static org.kvas.translator.x86.assemble.Registers.ECX;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.x86.assemble.Argument;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Condition;
import org.kvas.translator.x86.assemble.Label;
import org.kvas.translator.x86.assemble.Register;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;

/**
 * A program that becomes hot: endless loops of random instructions, with branches, calls, computed
 * jumps and counted loops inside, some across a page border. Each time round, some registers change
 * so that the next time is another.
 */
final class Loops {
  private static final int LONGEST_SHORT = 12;
  private static final int LONGEST = 55;
  private static final int LONGEST_GAP = 2500;
  private static final int NEAR = 4;

  private final RandomCode code;
  private final Random random;
  private final Assembler assembler;
  private final Variation variation;
  private final @Nullable Idioms idioms;
  private final List<Label> heads = new ArrayList<>();

  /**
   * @param origin of the program in its code segment
   * @param idioms null where there is no operating system
   */
  Loops(RandomCode code, Random random, long origin, Function<Assembler, @Nullable Idioms> idioms) {
    this.code = code;
    this.random = random;
    assembler = new Assembler(code.codeBits(), origin);
    variation = new Variation(assembler, random, code.codeBits());
    this.idioms = idioms.apply(assembler);
  }

  /** A program of so many loops. */
  byte[] program(int count) {
    for (int i = 0; i < count; i++) {
      byte[] gap = new byte[random.nextInt(LONGEST_GAP)];
      random.nextBytes(gap);
      assembler.bytes(gap);
      loop();
    }
    return assembler.assemble();
  }

  /** Where the loops start in the code segment, once assembled. */
  long[] heads() {
    return heads.stream().mapToLong(Label::address).toArray();
  }

  private void loop() {
    Label head = assembler.here();
    heads.add(head);
    int count = random.nextInt(3, random.nextBoolean() ? LONGEST_SHORT : LONGEST);
    Label[] marks = new Label[count + 1];
    for (int i = 0; i <= count; i++) {
      marks[i] = assembler.label();
    }
    Label subroutine = assembler.label();
    for (int i = 0; i < count; i++) {
      assembler.bind(marks[i]);
      if (idioms != null && random.nextInt(12) == 0) {
        idioms.write(marks[random.nextInt(i + 1, marks.length)]);
      } else if (random.nextInt(7) == 0) {
        transfer(marks, i, subroutine);
      } else {
        assembler.bytes(instruction());
      }
    }
    assembler.bind(marks[count]);
    variation.write();
    assembler.jmp(head);
    assembler.bind(subroutine);
    for (int i = random.nextInt(5); i > 0; i--) {
      assembler.bytes(instruction());
    }
    assembler.ret();
  }

  /** A branch to another instruction of the loop, most often forwards; or a call. */
  private void transfer(Label[] marks, int at, Label subroutine) {
    Label forward = marks[random.nextInt(at + 1, marks.length)];
    Label near = marks[Math.clamp(at + random.nextInt(-NEAR, NEAR + 1), 0, marks.length - 1)];
    Condition condition = Condition.values()[random.nextInt(16)];
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> assembler.jcc(condition, forward);
      case 4, 5 -> assembler.jcc(condition, near);
      case 6 -> assembler.jmp(forward);
      case 7 -> shortBranch(near);
      case 8 -> assembler.call(subroutine);
      case 9 -> computed(forward);
      case 10 -> {
        Register register = register();
        assembler.mov(register, (Argument) subroutine).call(register);
      }
      default -> counted();
    }
  }

  private void shortBranch(Label target) {
    switch (random.nextInt(4)) {
      case 0 -> assembler.loop(target);
      case 1 -> assembler.loope(target);
      case 2 -> assembler.loopne(target);
      default -> assembler.jcxz(target);
    }
  }

  private void computed(Label target) {
    Register register = register();
    assembler.mov(register, (Argument) target);
    if (random.nextBoolean()) {
      assembler.jmp(register);
    } else {
      assembler.push(register).ret();
    }
  }

  private void counted() {
    Register counter = code.codeBits() == 16 ? CX : ECX;
    assembler.mov(counter, random.nextInt(1, 40));
    Label again = assembler.here();
    for (int i = random.nextInt(1, 5); i > 0; i--) {
      assembler.bytes(instruction());
    }
    assembler.dec(counter).jne(again);
  }

  /** As wide as the code's addresses, and not the stack pointer. */
  private Register register() {
    int index = random.nextInt(7);
    return new Register(new Operand.Gpr(index < 4 ? index : index + 1, code.codeBits() / 8, false));
  }

  /** One that goes on to the next, most often. */
  private byte[] instruction() {
    while (true) {
      byte[] bytes = code.instruction(random);
      Instruction instruction = code.decoder().decode(bytes, 0, bytes.length, code.codeBits());
      boolean suits =
          switch (instruction.family()) {
            case BRANCH -> false;
            case FAR_TRANSFER, SYSTEM, SEGMENT, PORT_IO, INVALID -> random.nextInt(5) == 0;
            default -> instruction != Decoder.TRUNCATED;
          };
      if (suits) {
        return bytes;
      }
    }
  }
}
