package org.kvas.benchmarks.guest;

import static org.kvas.translator.x86.assemble.Pointer.ptr;
import static org.kvas.translator.x86.assemble.Pointer.sized;
import static org.kvas.translator.x86.assemble.Registers.*;
import static org.kvas.translator.x86.decode.Mnemonic.MOVDQU;
import static org.kvas.translator.x86.decode.Mnemonic.MOVQ;
import static org.kvas.translator.x86.decode.Mnemonic.PADDD;
import static org.kvas.translator.x86.decode.Mnemonic.PSHUFD;
import static org.kvas.translator.x86.decode.Mnemonic.PXOR;

import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Constant;
import org.kvas.translator.x86.assemble.Label;

/** Four packed 32-bit integers: load, add, turn, exclusive-or. */
public final class PackedLoop extends GuestLoop {
  /** Lane i from lane i + 1. */
  private static final int ROTATION = 0b00_11_10_01;

  @Override
  void program(Assembler a) {
    a.mov(ESI, Layout.DATA).mov(ECX, ROUNDS).emit(PXOR, XMM0, XMM0);
    Label again = a.here();
    a.emit(MOVDQU, XMM1, sized(16, ptr(RSI).index(RBX, 8))).emit(PADDD, XMM0, XMM1);
    a.emit(PSHUFD, XMM0, XMM0, new Constant(ROTATION)).emit(PXOR, XMM0, XMM1);
    a.add(EBX, 2).and(EBX, Layout.WORDS - 1).dec(ECX).jne(again);
    a.emit(MOVQ, RAX, XMM0).hlt();
  }

  @Override
  long checksum() {
    int[] sum = new int[4];
    for (int i = 0; i < ROUNDS; i++) {
      int index = 2 * i & Layout.WORDS - 1;
      int[] added = new int[4];
      for (int lane = 0; lane < 4; lane++) {
        added[lane] = (int) (Layout.word(index + lane / 2) >>> 32 * (lane % 2));
        sum[lane] += added[lane];
      }
      int first = sum[0];
      for (int lane = 0; lane < 4; lane++) {
        sum[lane] = (lane < 3 ? sum[lane + 1] : first) ^ added[lane];
      }
    }
    return sum[0] & 0xffff_ffffL | (long) sum[1] << 32;
  }
}
