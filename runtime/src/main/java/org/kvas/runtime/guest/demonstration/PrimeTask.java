package org.kvas.runtime.guest.demonstration;

import static org.kvas.translator.x86.assemble.Registers.*;

import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/** Counts primes by trial division: so many up to this number. */
final class PrimeTask extends Task {
  @Override
  void program(Assembler a) {
    say(a, "task 1: In ring 3. I count primes.\n");
    Label next = a.label();
    Label trial = a.label();
    Label prime = a.label();
    Label done = a.label();
    a.xor(EBP, EBP).mov(EBX, 2);
    a.bind(next).mov(ECX, 2);
    a.bind(trial).mov(EAX, ECX).imul(EAX, ECX).cmp(EAX, EBX).ja(prime);
    a.xor(EDX, EDX).mov(EAX, EBX).div(ECX).test(EDX, EDX).je(done).inc(ECX).jmp(trial);
    a.bind(prime).inc(EBP);
    a.bind(done);
    found(a, RBX, RBP);
    a.inc(EBX).jmp(next);
  }
}
