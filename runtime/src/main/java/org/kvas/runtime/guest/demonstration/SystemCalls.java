package org.kvas.runtime.guest.demonstration;

import static org.kvas.translator.x86.assemble.Pointer.ptr;
import static org.kvas.translator.x86.assemble.Pointer.qword;
import static org.kvas.translator.x86.assemble.Registers.*;

import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/** SYSCALL and SYSRET. SDM Vol. 3A 5.8.8. */
final class SystemCalls {
  static final int INTERRUPTS_ENABLED = 1 << 9 | 1 << 1;
  private static final int STAR = 0xc000_0081;
  private static final int LSTAR = 0xc000_0082;
  private static final int FMASK = 0xc000_0084;

  /** Interrupts and the direction of string instructions. */
  private static final int FLAGS_CLEARED = 1 << 9 | 1 << 10;

  private final Assembler a;
  private final KernelData data;
  private final SerialConsole console;
  private final Label entry;

  SystemCalls(Assembler a, KernelData data, SerialConsole console) {
    this.a = a;
    this.data = data;
    this.console = console;
    entry = a.label("systemCall");
  }

  void enable() {
    a.mov(ECX, STAR).xor(EAX, EAX).mov(EDX, Descriptors.USER_BASE << 16 | Descriptors.KERNEL_CODE);
    a.wrmsr();
    a.mov(ECX, LSTAR).lea(RAX, ptr(entry));
    a.xor(EDX, EDX).wrmsr();
    a.mov(ECX, FMASK).mov(EAX, FLAGS_CLEARED).xor(EDX, EDX).wrmsr();
  }

  void routine() {
    Label onPageFault = a.label();
    Label end = a.label();
    a.bind(entry).mov(qword(data.userStack), RSP);
    a.mov(RSP, qword(MemoryLayout.TASK_STATE_SEGMENT + Descriptors.RSP0)).push(RCX).push(R11);
    a.cmp(EAX, Task.ON_PAGE_FAULT).je(onPageFault);
    a.mov(RAX, RSI).sub(RAX, MemoryLayout.USER_CODE).cmp(RAX, MemoryLayout.PAGE).jae(end);
    a.call(console.printer()).jmp(end);
    a.bind(onPageFault)
        .mov(RAX, qword(data.current))
        .mov(Scheduler.of(data.faultHandlers, RAX), RSI);
    a.bind(end).pop(R11).pop(RCX).mov(RSP, qword(data.userStack)).sysret(8);
  }
}
