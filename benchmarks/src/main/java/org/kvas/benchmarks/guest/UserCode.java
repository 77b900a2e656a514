package org.kvas.benchmarks.guest;

import static org.kvas.translator.x86.assemble.Registers.*;

import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/** The way to ring 3. SDM Vol. 3A, 5.8.8. */
final class UserCode {
  private static final int STAR = 0xc000_0081;
  private static final int LSTAR = 0xc000_0082;
  private static final int FLAGS = 2;

  private UserCode() {}

  /**
   * Code that goes to {@code user} in ring 3, from where SYSCALL comes to {@code systemCall}.
   * Changes RAX, RCX, RDX and R11.
   */
  static void enter(Assembler a, Label user, Label systemCall) {
    int selectors = BareProcessor.USER_BASE << 16 | BareProcessor.KERNEL_CODE;
    a.mov(ECX, STAR).xor(EAX, EAX).mov(EDX, selectors).wrmsr();
    a.mov(ECX, LSTAR).mov(EAX, systemCall).xor(EDX, EDX).wrmsr();
    a.xor(EAX, EAX).mov(ECX, user).mov(R11D, FLAGS).sysret(8);
  }
}
