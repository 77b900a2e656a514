package org.kvas.benchmarks.guest;

import static org.kvas.translator.x86.assemble.Pointer.dword;
import static org.kvas.translator.x86.assemble.Pointer.qword;
import static org.kvas.translator.x86.assemble.Registers.*;
import static org.kvas.translator.x86.decode.Mnemonic.FADD;
import static org.kvas.translator.x86.decode.Mnemonic.FADDP;
import static org.kvas.translator.x86.decode.Mnemonic.FILD;
import static org.kvas.translator.x86.decode.Mnemonic.FISTP;
import static org.kvas.translator.x86.decode.Mnemonic.FLDZ;
import static org.kvas.translator.x86.decode.Mnemonic.FMUL;
import static org.kvas.translator.x86.decode.Mnemonic.FNINIT;
import static org.kvas.translator.x86.decode.Mnemonic.FSQRT;

import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/** Integers squared, rooted and added up in extended precision, where that is exact. */
public final class X87Loop extends GuestLoop {
  @Override
  void program(Assembler a) {
    a.mov(ECX, ROUNDS).emit(FNINIT).emit(FLDZ);
    Label again = a.here();
    a.mov(dword(Layout.COPY), ECX).emit(FILD, dword(Layout.COPY));
    a.emit(FMUL, ST0, ST0).emit(FADD, ST1, ST0).emit(FSQRT).emit(FADDP, ST1, ST0);
    a.dec(ECX).jne(again);
    a.emit(FISTP, qword(Layout.COPY)).mov(RAX, qword(Layout.COPY)).hlt();
  }

  @Override
  long checksum() {
    long sum = 0;
    for (long i = 1; i <= ROUNDS; i++) {
      sum += i * i + i;
    }
    return sum;
  }
}
