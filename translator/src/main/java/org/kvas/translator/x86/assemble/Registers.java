package org.kvas.translator.x86.assemble;

import org.kvas.translator.x86.decode.Operand.ControlRegister;
import org.kvas.translator.x86.decode.Operand.DebugRegister;
import org.kvas.translator.x86.decode.Operand.Gpr;
import org.kvas.translator.x86.decode.Operand.Mmx;
import org.kvas.translator.x86.decode.Operand.SegmentRegister;
import org.kvas.translator.x86.decode.Operand.St;
import org.kvas.translator.x86.decode.Operand.Vector;

/** All registers, to be imported statically. */
public final class Registers {
  public static final Register AL = general(0, 1);
  public static final Register CL = general(1, 1);
  public static final Register DL = general(2, 1);
  public static final Register BL = general(3, 1);

  public static final Register AH = new Register(new Gpr(0, 1, true));
  public static final Register CH = new Register(new Gpr(1, 1, true));
  public static final Register DH = new Register(new Gpr(2, 1, true));
  public static final Register BH = new Register(new Gpr(3, 1, true));

  public static final Register SPL = general(4, 1);
  public static final Register BPL = general(5, 1);
  public static final Register SIL = general(6, 1);
  public static final Register DIL = general(7, 1);
  public static final Register R8B = general(8, 1);
  public static final Register R9B = general(9, 1);
  public static final Register R10B = general(10, 1);
  public static final Register R11B = general(11, 1);
  public static final Register R12B = general(12, 1);
  public static final Register R13B = general(13, 1);
  public static final Register R14B = general(14, 1);
  public static final Register R15B = general(15, 1);

  public static final Register AX = general(0, 2);
  public static final Register CX = general(1, 2);
  public static final Register DX = general(2, 2);
  public static final Register BX = general(3, 2);
  public static final Register SP = general(4, 2);
  public static final Register BP = general(5, 2);
  public static final Register SI = general(6, 2);
  public static final Register DI = general(7, 2);
  public static final Register R8W = general(8, 2);
  public static final Register R9W = general(9, 2);
  public static final Register R10W = general(10, 2);
  public static final Register R11W = general(11, 2);
  public static final Register R12W = general(12, 2);
  public static final Register R13W = general(13, 2);
  public static final Register R14W = general(14, 2);
  public static final Register R15W = general(15, 2);

  public static final Register EAX = general(0, 4);
  public static final Register ECX = general(1, 4);
  public static final Register EDX = general(2, 4);
  public static final Register EBX = general(3, 4);
  public static final Register ESP = general(4, 4);
  public static final Register EBP = general(5, 4);
  public static final Register ESI = general(6, 4);
  public static final Register EDI = general(7, 4);
  public static final Register R8D = general(8, 4);
  public static final Register R9D = general(9, 4);
  public static final Register R10D = general(10, 4);
  public static final Register R11D = general(11, 4);
  public static final Register R12D = general(12, 4);
  public static final Register R13D = general(13, 4);
  public static final Register R14D = general(14, 4);
  public static final Register R15D = general(15, 4);

  public static final Register RAX = general(0, 8);
  public static final Register RCX = general(1, 8);
  public static final Register RDX = general(2, 8);
  public static final Register RBX = general(3, 8);
  public static final Register RSP = general(4, 8);
  public static final Register RBP = general(5, 8);
  public static final Register RSI = general(6, 8);
  public static final Register RDI = general(7, 8);
  public static final Register R8 = general(8, 8);
  public static final Register R9 = general(9, 8);
  public static final Register R10 = general(10, 8);
  public static final Register R11 = general(11, 8);
  public static final Register R12 = general(12, 8);
  public static final Register R13 = general(13, 8);
  public static final Register R14 = general(14, 8);
  public static final Register R15 = general(15, 8);

  public static final Register ES = new Register(new SegmentRegister(0));
  public static final Register CS = new Register(new SegmentRegister(1));
  public static final Register SS = new Register(new SegmentRegister(2));
  public static final Register DS = new Register(new SegmentRegister(3));
  public static final Register FS = new Register(new SegmentRegister(4));
  public static final Register GS = new Register(new SegmentRegister(5));

  public static final Register CR0 = new Register(new ControlRegister(0, 8));
  public static final Register CR2 = new Register(new ControlRegister(2, 8));
  public static final Register CR3 = new Register(new ControlRegister(3, 8));
  public static final Register CR4 = new Register(new ControlRegister(4, 8));
  public static final Register CR8 = new Register(new ControlRegister(8, 8));

  public static final Register DR0 = new Register(new DebugRegister(0, 8));
  public static final Register DR1 = new Register(new DebugRegister(1, 8));
  public static final Register DR2 = new Register(new DebugRegister(2, 8));
  public static final Register DR3 = new Register(new DebugRegister(3, 8));
  public static final Register DR6 = new Register(new DebugRegister(6, 8));
  public static final Register DR7 = new Register(new DebugRegister(7, 8));

  public static final Register ST0 = new Register(new St(0));
  public static final Register ST1 = new Register(new St(1));
  public static final Register ST2 = new Register(new St(2));
  public static final Register ST3 = new Register(new St(3));
  public static final Register ST4 = new Register(new St(4));
  public static final Register ST5 = new Register(new St(5));
  public static final Register ST6 = new Register(new St(6));
  public static final Register ST7 = new Register(new St(7));

  public static final Register MM0 = new Register(new Mmx(0));
  public static final Register MM1 = new Register(new Mmx(1));
  public static final Register MM2 = new Register(new Mmx(2));
  public static final Register MM3 = new Register(new Mmx(3));
  public static final Register MM4 = new Register(new Mmx(4));
  public static final Register MM5 = new Register(new Mmx(5));
  public static final Register MM6 = new Register(new Mmx(6));
  public static final Register MM7 = new Register(new Mmx(7));

  public static final Register XMM0 = new Register(new Vector(0, 16));
  public static final Register XMM1 = new Register(new Vector(1, 16));
  public static final Register XMM2 = new Register(new Vector(2, 16));
  public static final Register XMM3 = new Register(new Vector(3, 16));
  public static final Register XMM4 = new Register(new Vector(4, 16));
  public static final Register XMM5 = new Register(new Vector(5, 16));
  public static final Register XMM6 = new Register(new Vector(6, 16));
  public static final Register XMM7 = new Register(new Vector(7, 16));
  public static final Register XMM8 = new Register(new Vector(8, 16));
  public static final Register XMM9 = new Register(new Vector(9, 16));
  public static final Register XMM10 = new Register(new Vector(10, 16));
  public static final Register XMM11 = new Register(new Vector(11, 16));
  public static final Register XMM12 = new Register(new Vector(12, 16));
  public static final Register XMM13 = new Register(new Vector(13, 16));
  public static final Register XMM14 = new Register(new Vector(14, 16));
  public static final Register XMM15 = new Register(new Vector(15, 16));

  private Registers() {}

  private static Register general(int index, int size) {
    return new Register(new Gpr(index, size, false));
  }
}
