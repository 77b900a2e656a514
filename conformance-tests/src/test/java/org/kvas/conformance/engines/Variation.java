package org.kvas.conformance.engines;

import java.util.Random;
import org.kvas.translator.x86.assemble.Argument;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Pointer;
import org.kvas.translator.x86.assemble.Register;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;

/**
 * What makes one time round a loop different from the next: numbers that change, pointers that
 * wander about the data, vector registers read from there, a stack and a floating-point stack that
 * start over.
 */
final class Variation {
  /** Where pointers point: linear addresses, code being elsewhere. */
  private static final int DATA = 0x20000;

  private static final int DATA_MASK = 0x1ffff;
  private static final int RSP = 4;

  private static final int ALL_MASKED = 0x1f80;
  private static final int[] MXCSR = {
    ALL_MASKED,
    ALL_MASKED,
    ALL_MASKED,
    0x9fc0,
    0x3f80,
    0x5f80,
    0x7f80,
    0x1fc0,
    0x9f80,
    0x1f00,
    0x1fbf
  };

  private final Assembler assembler;
  private final Random random;
  private final int codeBits;

  Variation(Assembler assembler, Random random, int codeBits) {
    this.assembler = assembler;
    this.random = random;
    this.codeBits = codeBits;
  }

  void write() {
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      number(general(codeBits / 8));
    }
    Register pointer = pointerRegister();
    for (int i = random.nextInt(1, 3); i > 0; i--) {
      pointer = pointerRegister();
      pointer(pointer);
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      load(Pointer.ptr(pointer));
    }
    if (random.nextInt(3) != 0) {
      stack();
    }
    switch (random.nextInt(6)) {
      case 0, 1 -> assembler.emit(Mnemonic.FNINIT);
      case 2 -> assembler.emit(Mnemonic.EMMS);
      case 3 -> assembler.cld();
      case 4 -> controlAndStatus();
      default -> {}
    }
  }

  /** Not the stack pointer. */
  private Register general(int size) {
    int index = random.nextInt(codeBits == 64 ? 15 : 7);
    return register(index < RSP ? index : index + 1, size);
  }

  /** One that 16-bit addresses may have, in 16-bit code. */
  private Register pointerRegister() {
    int[] bases = {3, 6, 7};
    return codeBits == 16 ? register(bases[random.nextInt(3)], 2) : general(codeBits / 8);
  }

  private static Register register(int index, int size) {
    return new Register(new Operand.Gpr(index, size, false));
  }

  private void number(Register register) {
    switch (random.nextInt(4)) {
      case 0 -> assembler.add(register, random.nextInt(1, 100));
      case 1 -> assembler.imul(register, register, random.nextInt(1000) * 2 + 3).inc(register);
      case 2 -> assembler.ror(register, random.nextInt(1, 15)).add(register, 12345);
      default -> assembler.imul(register, register, 25173).add(register, 13849);
    }
  }

  private void pointer(Register pointer) {
    number(pointer);
    if (codeBits != 16) {
      Register low = register(((Operand.Gpr) pointer.operand()).index(), 4);
      assembler.and(low, random.nextInt(3) == 0 ? DATA_MASK : DATA_MASK & -16).or(low, DATA);
    }
  }

  private void load(Pointer from) {
    int index = random.nextInt(codeBits == 64 ? 16 : 8);
    Argument vector = new Register(new Operand.Vector(index, 16));
    switch (random.nextInt(4)) {
      case 0, 1 -> assembler.emit(Mnemonic.MOVDQU, vector, from);
      case 2 -> assembler.emit(Mnemonic.FLD, Pointer.qword(from));
      default -> assembler.mov(general(codeBits / 8), from);
    }
  }

  private void stack() {
    int place = DATA + (random.nextInt(DATA_MASK) & (random.nextInt(4) == 0 ? -1 : -16));
    if (codeBits == 16) {
      assembler.mov(register(RSP, 2), place & 0xfff8);
    } else {
      assembler.mov(register(RSP, 4), place);
    }
  }

  private void controlAndStatus() {
    if (codeBits != 16) {
      Register stackPointer = register(RSP, codeBits / 8);
      assembler.push(MXCSR[random.nextInt(MXCSR.length)]);
      assembler.emit(Mnemonic.LDMXCSR, Pointer.dword(stackPointer));
      assembler.add(stackPointer, codeBits / 8);
    }
  }
}
