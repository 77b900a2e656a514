package org.kvas.conformance.engines;

import static org.kvas.translator.x86.assemble.Registers.*;

import java.util.Random;
import org.kvas.translator.x86.assemble.Argument;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Constant;
import org.kvas.translator.x86.assemble.FarAddress;
import org.kvas.translator.x86.assemble.Label;
import org.kvas.translator.x86.assemble.Pointer;
import org.kvas.translator.x86.assemble.Register;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;

/** What kernels do, in a few instructions that fit together. See {@link SystemTables}. */
final class Idioms {
  /** PE and PG seldom. */
  private static final long[] CR0_BITS = {
    1 << 1, 1 << 2, 1 << 3, 1 << 3, 1 << 5, 1 << 16, 1 << 16, 1 << 18, 1 << 18, 1, 1L << 31
  };

  private static final int[] CR4_BITS = {0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 16, 18, 20, 21};

  private static final int[] FLAG_BITS = {8, 9, 10, 12, 13, 14, 18, 21};

  private static final int[] MSRS = {
    0x10,
    0x174,
    0x175,
    0x277,
    0xc000_0080,
    0xc000_0081,
    0xc000_0084,
    0xc000_0100,
    0xc000_0101,
    0xc000_0102,
    0xc000_0103
  };

  private final Assembler assembler;
  private final Random random;
  private final int codeBits;
  private final boolean user;

  Idioms(Assembler assembler, Random random, int codeBits, boolean user) {
    this.assembler = assembler;
    this.random = random;
    this.codeBits = codeBits;
    this.user = user;
  }

  /**
   * @param forward where control may go on
   */
  void write(Label forward) {
    switch (random.nextInt(16)) {
      case 0 -> toggle(CR0, CR0_BITS[random.nextInt(CR0_BITS.length)]);
      case 1 -> toggle(CR4, 1L << CR4_BITS[random.nextInt(CR4_BITS.length)]);
      case 2 -> flags();
      case 3, 4 -> segment();
      case 5 -> far(forward);
      case 6 -> returnByInterrupt(forward);
      case 7 -> gate();
      case 8 -> assembler.interrupt(random.nextInt(256));
      case 9 -> breakpoint();
      case 10 -> modelSpecific();
      case 11 -> small();
      case 12 -> assembler.mov(wide(0), CR3).mov(CR3, wide(0));
      case 13 -> inquiry();
      case 14 -> extendedState();
      default -> ports();
    }
  }

  private Register wide(int index) {
    return new Register(new Operand.Gpr(index, codeBits == 64 ? 8 : 4, false));
  }

  private Register address(int index) {
    return new Register(new Operand.Gpr(index, codeBits / 8, false));
  }

  private int selector() {
    int index =
        random.nextBoolean()
            ? random.nextInt(SystemTables.OWN, SystemTables.OWN + 6)
            : random.nextInt(SystemTables.DESCRIPTORS);
    return index << 3 | (random.nextInt(8) == 0 ? 4 : 0) | (user ? 3 : random.nextInt(5) & 3);
  }

  private void toggle(Register control, long bit) {
    assembler.mov(wide(0), control);
    assembler.emit(Mnemonic.BTC, wide(0), new Constant(Long.numberOfTrailingZeros(bit)));
    assembler.mov(control, wide(0));
  }

  private void flags() {
    int bit = FLAG_BITS[random.nextInt(FLAG_BITS.length)];
    assembler.pushf().pop(address(0));
    assembler.emit(Mnemonic.BTC, address(0), new Constant(Math.min(bit, codeBits == 16 ? 15 : 31)));
    assembler.push(address(0)).popf();
  }

  private void segment() {
    Register[] segments = {ES, DS, FS, GS, ES, DS, FS, GS, SS};
    Register segment = segments[random.nextInt(segments.length)];
    assembler.mov(EAX, selector()).mov(segment, AX);
    if (segment == SS) {
      assembler.mov(EAX, SystemTables.OWN + 2 << 3 | (user ? 3 : 0)).mov(SS, AX);
    }
  }

  private int ownCode() {
    return SystemTables.OWN + 1 << 3 | (user ? 3 : 0);
  }

  private void far(Label forward) {
    if (codeBits == 64 || random.nextBoolean()) {
      assembler.push(ownCode()).mov(address(0), (Argument) forward).push(address(0));
      assembler.retFar(codeBits / 8);
    } else {
      assembler.jmpFar(new FarAddress(ownCode(), forward));
    }
  }

  private void returnByInterrupt(Label forward) {
    if (codeBits == 64) {
      assembler.mov(RCX, RSP).push(SystemTables.OWN + 2 << 3 | (user ? 3 : 0)).push(RCX);
    }
    assembler.pushf().push(ownCode()).mov(address(0), (Argument) forward).push(address(0));
    if (codeBits == 64) {
      assembler.iretq();
    } else {
      assembler.iret();
    }
  }

  private void gate() {
    int[] gates = {
      SystemTables.CALL_GATE,
      SystemTables.USER_CALL_GATE,
      SystemTables.TASK_GATE,
      SystemTables.OTHER_TASK,
      SystemTables.NARROW_TASK
    };
    int selector = gates[random.nextInt(gates.length)] << 3 | (user ? 3 : 0);
    switch (random.nextInt(codeBits == 64 ? 2 : 3)) {
      case 0 -> assembler.syscall();
      case 1 -> {
        if (random.nextInt(4) == 0) {
          assembler.sysenter();
        } else {
          farPointer(selector);
        }
      }
      default -> assembler.callFar(new FarAddress(selector, new Constant(0)));
    }
  }

  /** Through a pointer on the stack. */
  private void farPointer(int selector) {
    if (codeBits != 16) {
      assembler.push(selector).push(random.nextInt(0x100));
      Pointer pointer = Pointer.sized(codeBits == 64 ? 10 : 6, address(4));
      assembler.callFar(pointer).add(address(4), 2 * codeBits / 8);
    }
  }

  private void breakpoint() {
    Register[] addresses = {DR0, DR1, DR2, DR3};
    assembler.mov(wide(0), random.nextInt(GuestImage.MEMORY));
    assembler.mov(addresses[random.nextInt(4)], wide(0));
    assembler.mov(wide(0), random.nextInt(3) == 0 ? random.nextInt() & 0x7fff_d7ff : 0x400);
    assembler.mov(DR7, wide(0));
  }

  private void modelSpecific() {
    assembler.mov(ECX, MSRS[random.nextInt(MSRS.length)]).rdmsr();
    if (random.nextBoolean()) {
      assembler.emit(Mnemonic.BTC, EAX, new Constant(random.nextInt(32)));
    }
    assembler.wrmsr();
  }

  private void small() {
    switch (random.nextInt(10)) {
      case 0 -> assembler.cli();
      case 1, 2 -> assembler.sti();
      case 3 -> assembler.clts();
      case 4 -> assembler.stac();
      case 5 -> assembler.clac();
      case 6 -> assembler.emit(codeBits == 64 ? Mnemonic.SWAPGS : Mnemonic.CLD);
      case 7 -> assembler.cpuid();
      case 8 -> assembler.hlt();
      default -> assembler.mov(EAX, random.nextInt(GuestImage.MEMORY)).invlpg(Pointer.ptr(EAX));
    }
  }

  private void inquiry() {
    assembler.mov(EAX, selector());
    switch (random.nextInt(6)) {
      case 0 -> assembler.verr(AX);
      case 1 -> assembler.verw(AX);
      case 2 -> assembler.emit(Mnemonic.LAR, ECX, AX);
      case 3 -> assembler.emit(Mnemonic.LSL, EDX, AX);
      case 4 -> assembler.lldt(AX);
      default -> assembler.str(CX);
    }
  }

  private void extendedState() {
    assembler.mov(EAX, random.nextInt(8)).mov(EDX, 0);
    if (random.nextInt(3) == 0) {
      assembler.mov(ECX, 0);
      assembler.xsetbv();
      assembler.xgetbv();
      return;
    }
    int area = 0x30000 + 64 * random.nextInt(0x100);
    Register base = codeBits == 64 ? RBX : EBX;
    assembler.mov(EBX, area).xsave(Pointer.ptr(base));
    if (random.nextBoolean()) {
      assembler.xrstor(Pointer.ptr(base));
    }
  }

  private void ports() {
    assembler.mov(EDX, random.nextInt(0x400));
    switch (random.nextInt(4)) {
      case 0 -> assembler.in(AL, DX);
      case 1 -> assembler.in(EAX, DX);
      case 2 -> assembler.out(DX, AL);
      default -> assembler.out(DX, EAX);
    }
  }
}
