package org.kvas.benchmarks.guest;

import static org.kvas.translator.x86.assemble.Registers.*;
import static org.kvas.translator.x86.decode.Mnemonic.ADDSD;
import static org.kvas.translator.x86.decode.Mnemonic.CVTSI2SD;
import static org.kvas.translator.x86.decode.Mnemonic.DIVSD;
import static org.kvas.translator.x86.decode.Mnemonic.MOVQ;
import static org.kvas.translator.x86.decode.Mnemonic.MULSD;
import static org.kvas.translator.x86.decode.Mnemonic.SQRTSD;

import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/** Scalar double precision with every operation rounding. */
public final class ScalarDoubleLoop extends GuestLoop {
  @Override
  void program(Assembler a) {
    a.mov(ECX, ROUNDS).emit(MOVQ, XMM0, RAX).mov(EDX, 3).emit(CVTSI2SD, XMM2, RDX);
    Label again = a.here();
    a.emit(CVTSI2SD, XMM1, RCX).emit(DIVSD, XMM1, XMM2).emit(SQRTSD, XMM1, XMM1);
    a.emit(MULSD, XMM1, XMM2).emit(ADDSD, XMM0, XMM1);
    a.dec(ECX).jne(again).emit(MOVQ, RAX, XMM0).hlt();
  }

  @Override
  long checksum() {
    double sum = 0;
    for (int i = ROUNDS; i > 0; i--) {
      sum += Math.sqrt(i / 3.0) * 3.0;
    }
    return Double.doubleToLongBits(sum);
  }
}
