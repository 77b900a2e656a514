package org.kvas.runtime.guest.demonstration;

import static org.kvas.translator.x86.assemble.Pointer.qword;
import static org.kvas.translator.x86.assemble.Registers.*;

import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;
import org.kvas.translator.x86.assemble.Pointer;
import org.kvas.translator.x86.assemble.Register;

/**
 * The timer's interrupt: counts, reports once a second, and gives the processor to the other task
 * when the turn of this one is over. A task that does not run is its registers on its kernel stack.
 */
final class Scheduler {
  private static final int TURN_TICKS = 5;
  private static final Register[] SAVED = {
    RAX, RCX, RDX, RBX, RBP, RSI, RDI, R8, R9, R10, R11, R12, R13, R14, R15
  };

  /** The registers and what an interrupt pushes: RIP, CS, RFLAGS, RSP, SS. */
  private static final int FRAME = (SAVED.length + 5) * 8;

  private final Assembler a;
  private final KernelData data;
  private final SerialConsole console;
  private final int seconds;
  private final Label interrupt;
  private final Label resume;
  private final Label off;

  /**
   * @param seconds until the power-off
   */
  Scheduler(Assembler a, KernelData data, SerialConsole console, int seconds) {
    this.a = a;
    this.data = data;
    this.console = console;
    this.seconds = seconds;
    interrupt = a.label("timer");
    resume = a.label("resume");
    off = a.label("off");
  }

  Label interrupt() {
    return interrupt;
  }

  /** An element of an array for each task. */
  static Pointer of(Label array, Register task) {
    return qword(0).index(task, 8).plus(array);
  }

  /**
   * Makes every task look interrupted before its first instruction, then lets the first one go on.
   */
  void start() {
    for (int task = 0; task < MemoryLayout.TASKS; task++) {
      a.mov(RDI, MemoryLayout.kernelStackTop(task) - FRAME);
      a.mov(qword(data.savedStacks).plus(8L * task), RDI).add(RDI, SAVED.length * 8);
      a.mov(qword(RDI), MemoryLayout.USER_CODE).mov(qword(RDI).plus(8), Descriptors.USER_CODE);
      a.mov(qword(RDI).plus(16), SystemCalls.INTERRUPTS_ENABLED);
      a.mov(qword(RDI).plus(24), MemoryLayout.USER_STACK_TOP);
      a.mov(qword(RDI).plus(32), Descriptors.USER_DATA);
    }
    a.xor(EAX, EAX);
    enter();
    a.jmp(resume);
  }

  void routines() {
    a.bind(interrupt);
    for (Register register : SAVED) {
      a.push(register);
    }
    a.cld();
    Timer.acknowledge(a);
    a.inc(qword(data.ticks));
    pollKey();
    whenTicksAreMultipleOf(Timer.TICKS_PER_SECOND, this::report);
    whenTicksAreMultipleOf(TURN_TICKS, this::switchTask);
    a.bind(resume);
    for (int i = SAVED.length - 1; i >= 0; i--) {
      a.pop(SAVED[i]);
    }
    a.iretq();
    a.bind(off);
    powerOff();
  }

  private void whenTicksAreMultipleOf(int period, Runnable action) {
    Label not = a.label();
    a.mov(RAX, qword(data.ticks)).xor(EDX, EDX).mov(ECX, period).div(RCX).test(EDX, EDX).jne(not);
    action.run();
    a.bind(not);
  }

  private void pollKey() {
    Label none = a.label();
    a.mov(DX, SerialConsole.LINE_STATUS).in(AL, DX).test(AL, SerialConsole.DATA_READY).je(none);
    a.mov(DX, SerialConsole.COM1).in(AL, DX).cmp(AL, 'q').je(off);
    a.bind(none);
  }

  /** RAX is the second. */
  private void report() {
    a.push(RAX);
    console.say("second ");
    console.decimal(qword(RSP));
    console.say(": ");
    console.decimal(qword(data.ticks));
    console.say(" ticks, ");
    console.decimal(qword(data.switches));
    console.say(" switches; task 1: ");
    value(0);
    console.say(" primes up to ");
    argument(0);
    console.say("; task 2: ");
    value(1);
    console.say(" steps from ");
    argument(1);
    console.say(" down to 1\n");
    a.pop(RAX).cmp(RAX, seconds).jae(off);
  }

  private void value(int task) {
    a.mov(EAX, Pointer.dword(MemoryLayout.data(task)));
    console.decimal();
  }

  private void argument(int task) {
    a.mov(EAX, Pointer.dword(MemoryLayout.data(task) + 4));
    console.decimal();
  }

  private void switchTask() {
    a.inc(qword(data.switches)).mov(RAX, qword(data.current));
    a.mov(of(data.savedStacks, RAX), RSP).xor(EAX, 1);
    enter();
  }

  /** Task RAX: its address space and its stacks. */
  private void enter() {
    a.mov(qword(data.current), RAX).mov(RCX, of(data.pageTables, RAX)).mov(CR3, RCX);
    a.mov(RCX, of(data.kernelStacks, RAX));
    a.mov(qword(MemoryLayout.TASK_STATE_SEGMENT + Descriptors.RSP0), RCX);
    a.mov(RSP, of(data.savedStacks, RAX));
  }

  private void powerOff() {
    console.say("kernel: ");
    console.decimal(qword(data.ticks));
    console.say(" ticks are enough. Powering off by ACPI. Good bye.\n");
    PowerOff.code(a);
  }
}
