package org.kvas.benchmarks.guest;

import static org.kvas.translator.x86.assemble.Registers.*;

import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/** Registers only: Marsaglia's 64-bit xorshift. */
public final class AluLoop extends GuestLoop {
  private static final long SEED = 0x1234_5678_9abc_def1L;

  @Override
  void program(Assembler a) {
    a.mov(RAX, SEED).mov(ECX, ROUNDS);
    Label again = a.here();
    a.mov(RDX, RAX).shl(RDX, 13).xor(RAX, RDX);
    a.mov(RDX, RAX).shr(RDX, 7).xor(RAX, RDX);
    a.mov(RDX, RAX).shl(RDX, 17).xor(RAX, RDX);
    a.dec(ECX).jne(again).hlt();
  }

  @Override
  long checksum() {
    long x = SEED;
    for (int i = 0; i < ROUNDS; i++) {
      x ^= x << 13;
      x ^= x >>> 7;
      x ^= x << 17;
    }
    return x;
  }
}
