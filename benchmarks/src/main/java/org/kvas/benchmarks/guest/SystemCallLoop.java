package org.kvas.benchmarks.guest;

import static org.kvas.translator.x86.assemble.Pointer.ptr;
import static org.kvas.translator.x86.assemble.Registers.*;

import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/** From ring 3 to ring 0 by SYSCALL, and back by SYSRET. */
public final class SystemCallLoop extends GuestLoop {
  @Override
  void program(Assembler a) {
    Label user = a.label();
    Label kernel = a.label();
    Label end = a.label();
    a.mov(EBX, ROUNDS);
    UserCode.enter(a, user, kernel);
    a.bind(user).syscall().jmp(user);
    a.bind(kernel).lea(RAX, ptr(RAX).index(RAX, 2).plus(1)).dec(EBX).je(end).sysret(8);
    a.bind(end).hlt();
  }

  @Override
  long checksum() {
    return new CallLoop().checksum();
  }
}
