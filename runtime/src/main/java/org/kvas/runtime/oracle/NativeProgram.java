package org.kvas.runtime.oracle;

import static org.kvas.translator.x86.assemble.Pointer.byteAt;
import static org.kvas.translator.x86.assemble.Pointer.ptr;
import static org.kvas.translator.x86.assemble.Pointer.qword;
import static org.kvas.translator.x86.assemble.Pointer.word;
import static org.kvas.translator.x86.assemble.Registers.*;

import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;
import org.kvas.translator.x86.assemble.Pointer;
import org.kvas.translator.x86.assemble.Register;
import org.kvas.translator.x86.decode.Mnemonic;

/**
 * The native child's code. All of it but the start is one signal handler: a test ends in an
 * exception (at the latest in the INT3 behind the instruction), whose signal brings the handler the
 * whole state in a {@code ucontext}. The handler copies it out, puts the next test's state in its
 * place and returns: the kernel's {@code rt_sigreturn} loads every register at once.
 *
 * <p>After each batch it writes a byte to its standard output and waits for one on its standard
 * input; the end of the input ends it. A test is given up at the second tick of the process's CPU
 * time, and at one between the instruction and the INT3, as the return from the tick's signal loses
 * some of the flags.
 */
final class NativeProgram {
  /** Far above anything that 32-bit code, or a test's addresses, can reach. */
  static final long IMAGE = 0x2a5b_3c00_0000L;

  static final long SHARED = IMAGE + 0x1_0000_0000L;

  /** Of the signal handler. */
  static final int STACK_BYTES = 1 << 17;

  private static final int WRITE = 1;
  private static final int OPEN = 2;
  private static final int MMAP = 9;
  private static final int RT_SIGACTION = 13;
  private static final int RT_SIGRETURN = 15;
  private static final int SETITIMER = 38;
  private static final int SIGALTSTACK = 131;
  private static final int EXIT_GROUP = 231;

  private static final int READABLE = 1;
  private static final int WRITABLE = 2;
  private static final int EXECUTABLE = 4;
  private static final int MAP_SHARED_FIXED = 0x11;

  private static final int SIGILL = 4;
  private static final int SIGTRAP = 5;
  private static final int SIGBUS = 7;
  private static final int SIGFPE = 8;
  private static final int SIGSEGV = 11;
  private static final int SIGPROF = 27;
  private static final int[] SIGNALS = {SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSEGV, SIGPROF};
  private static final int ITIMER_PROF = 2;
  private static final int TICK_MICROSECONDS = 20_000;

  /** SA_SIGINFO, SA_ONSTACK, SA_RESTORER. */
  private static final int ACTION_FLAGS = 0x0c00_0004;

  // struct ucontext

  private static final int SIGCONTEXT = 40;
  private static final int FLOATS_POINTER = SIGCONTEXT + StateRecord.SIGCONTEXT_QUADWORDS * 8;

  private static final int USER_DATA = 0x2b;
  private static final int FLAGS = 0x202;

  private final Assembler a = new Assembler(64, IMAGE + StaticElf.CODE_OFFSET);
  private final boolean baseInstructions;
  private final Label handler = a.label("handler");
  private final Label actions = a.label("actions");
  private final Label stack = a.label("stack");
  private final Label timer = a.label("timer");
  private final Label exit = a.label("exit");
  private final Label advance = a.label("advance");
  private final Label nextBatch = a.label("nextBatch");
  private final Label load = a.label("load");

  /**
   * @param baseInstructions RDFSBASE and its like may be used
   */
  NativeProgram(boolean baseInstructions) {
    this.baseInstructions = baseInstructions;
  }

  /** The executable; its argument is the path of the shared file. */
  byte[] executable() {
    start();
    handle();
    copyOut();
    askForMore();
    loadNext();
    data();
    return StaticElf.of(a.assemble(), IMAGE, STACK_BYTES + SharedArea.PAGE);
  }

  private void start() {
    a.mov(RDI, qword(RSP).plus(16)).mov(ESI, 2).xor(EDX, EDX);
    call(OPEN);
    a.mov(R8, RAX);
    map(SHARED, SharedArea.SIZE, READABLE | WRITABLE, 0);
    map(SharedArea.CODE_ADDRESS, SharedArea.PAGE, READABLE | EXECUTABLE, SharedArea.CODE);
    map(SharedArea.DATA_ADDRESS, SharedArea.PAGE, READABLE | WRITABLE, SharedArea.DATA);
    map(SharedArea.TWICE_ADDRESS, SharedArea.PAGE, READABLE | WRITABLE, SharedArea.DATA);
    map(SharedArea.BOUNDARY, SharedArea.PAGE, READABLE | WRITABLE, SharedArea.DATA);
    map(SharedArea.CONSTANTS_ADDRESS, SharedArea.PAGE, READABLE, SharedArea.CONSTANTS);
    a.mov(RAX, SharedArea.CONSTANTS_ADDRESS).mov(AL, byteAt(RAX));
    a.lea(RDI, ptr(stack)).xor(ESI, ESI);
    call(SIGALTSTACK);
    for (int signal : SIGNALS) {
      a.mov(EDI, signal).lea(RSI, ptr(actions)).xor(EDX, EDX).mov(R10, 8);
      call(RT_SIGACTION);
    }
    a.mov(EDI, ITIMER_PROF).lea(RSI, ptr(timer)).xor(EDX, EDX);
    call(SETITIMER);
    a.int3();
    a.bind(exit).xor(EDI, EDI);
    call(EXIT_GROUP);
  }

  private void call(int number) {
    a.mov(EAX, number).syscall();
  }

  /** The file descriptor is in R8. A page that cannot be mapped ends the process. */
  private void map(long address, int bytes, int protection, int offset) {
    a.mov(RDI, address).mov(ESI, bytes).mov(EDX, protection);
    a.mov(R10, MAP_SHARED_FIXED).mov(R9, offset);
    call(MMAP);
    a.cmp(RAX, RDI).jne(exit);
  }

  /** Signal in EDI, ucontext in RDX. Keeps R15 shared area, R14 ucontext, R13 XSAVE area. */
  private void handle() {
    Label known = a.label();
    Label stuck = a.label();
    a.bind(handler).push(FLAGS).popf();
    a.mov(R15, SHARED).mov(R14, RDX).mov(R13, qword(R14).plus(FLOATS_POINTER));
    a.cmp(qword(R15).plus(SharedArea.STARTED), 0).je(nextBatch);
    a.mov(RAX, qword(R15).plus(SharedArea.INDEX));
    a.cmp(EDI, SIGPROF).jne(known);
    a.cmp(RAX, qword(R15).plus(SharedArea.TICKED)).je(stuck);
    a.mov(qword(R15).plus(SharedArea.TICKED), RAX);
    a.mov(RCX, SharedArea.INSTRUCTION_ADDRESS);
    a.cmp(RCX, qword(R14).plus(SIGCONTEXT + StateRecord.RIP)).jne(stuck).ret();
    a.bind(stuck);
    a.mov(qword(R14).plus(SIGCONTEXT + StateRecord.VECTOR), StateRecord.TIMED_OUT);
    clearOutside();
    a.bind(known);
  }

  /** What a test that is given up did to memory depends on when that was. */
  private void clearOutside() {
    a.mov(RDI, SharedArea.DATA_ADDRESS).xor(EAX, EAX);
    a.mov(ECX, SharedArea.OUTSIDE_BYTES / 8).rep().stosq();
  }

  private void copyOut() {
    a.mov(qword(R15).plus(SharedArea.TICKED), -1);
    record(R12, SharedArea.RESULTS);
    copy(qword(R14).plus(SIGCONTEXT), qword(R12), StateRecord.SIGCONTEXT_QUADWORDS);
    a.mov(EAX, DS).mov(word(R12).plus(StateRecord.DATA_SELECTORS), AX);
    a.mov(EAX, ES).mov(word(R12).plus(StateRecord.DATA_SELECTORS + 2), AX);
    a.mov(EAX, FS).mov(word(R12).plus(StateRecord.DATA_SELECTORS + 4), AX);
    a.mov(EAX, GS).mov(word(R12).plus(StateRecord.DATA_SELECTORS + 6), AX);
    if (baseInstructions) {
      a.emit(Mnemonic.RDFSBASE, RAX).mov(qword(R12).plus(StateRecord.FS_BASE), RAX);
      a.emit(Mnemonic.RDGSBASE, RAX).mov(qword(R12).plus(StateRecord.GS_BASE), RAX);
    }
    copy(qword(R13), qword(R12).plus(StateRecord.FLOATS), StateRecord.FLOATS_BYTES / 8);
    a.mov(RSI, SharedArea.WINDOW_ADDRESS).lea(RDI, qword(R12).plus(StateRecord.WINDOW));
    a.mov(ECX, StateRecord.WINDOW_BYTES / 8).rep().movsq();
    a.inc(qword(R15).plus(SharedArea.INDEX));
    a.bind(advance).mov(RAX, qword(R15).plus(SharedArea.INDEX));
    a.cmp(RAX, qword(R15).plus(SharedArea.END)).jb(load);
  }

  private void askForMore() {
    a.bind(nextBatch).mov(qword(R15).plus(SharedArea.STARTED), 1);
    a.mov(EDI, 1).lea(RSI, qword(R15).plus(SharedArea.GO)).mov(EDX, 1);
    call(WRITE);
    a.xor(EAX, EAX).xor(EDI, EDI).lea(RSI, qword(R15).plus(SharedArea.GO)).mov(EDX, 1).syscall();
    a.cmp(EAX, 1).jne(exit);
    a.mov(RAX, qword(R15).plus(SharedArea.FIRST)).mov(qword(R15).plus(SharedArea.INDEX), RAX);
    a.jmp(advance);
  }

  private void loadNext() {
    a.bind(load).mov(EAX, USER_DATA).mov(DS, AX).mov(ES, AX);
    record(RBX, SharedArea.TESTS);
    a.mov(AX, word(RBX).plus(StateRecord.DATA_SELECTORS + 4)).mov(FS, AX);
    a.mov(AX, word(RBX).plus(StateRecord.DATA_SELECTORS + 6)).mov(GS, AX);
    if (baseInstructions) {
      a.mov(RAX, qword(RBX).plus(StateRecord.FS_BASE)).emit(Mnemonic.WRFSBASE, RAX);
      a.mov(RAX, qword(RBX).plus(StateRecord.GS_BASE)).emit(Mnemonic.WRGSBASE, RAX);
    }
    copy(
        qword(RBX).plus(StateRecord.CODE),
        qword(R15).plus(SharedArea.CODE + SharedArea.INSTRUCTION_OFFSET),
        StateRecord.CODE_BYTES / 8);
    copy(qword(RBX), qword(R14).plus(SIGCONTEXT), StateRecord.INITIAL_QUADWORDS);
    copy(qword(RBX).plus(StateRecord.FLOATS), qword(R13), StateRecord.LEGACY_QUADWORDS);
    int upper = StateRecord.YMM_UPPER - StateRecord.FLOATS;
    copy(qword(RBX).plus(StateRecord.YMM_UPPER), qword(R13).plus(upper), 32);
    a.or(qword(R13).plus(StateRecord.XSTATE_BV - StateRecord.FLOATS), 7);
    a.lea(RSI, qword(RBX).plus(StateRecord.WINDOW)).mov(RDI, SharedArea.WINDOW_ADDRESS);
    a.mov(ECX, StateRecord.WINDOW_BYTES / 8).rep().movsq().ret();
  }

  /** The address of the record in work. */
  private void record(Register into, int array) {
    a.mov(RAX, qword(R15).plus(SharedArea.INDEX));
    a.imul(RAX, RAX, StateRecord.SIZE);
    a.lea(into, qword(R15).index(RAX, 1).plus(array));
  }

  private void copy(Pointer from, Pointer to, int quadwords) {
    a.lea(RSI, from).lea(RDI, to).mov(ECX, quadwords).rep().movsq();
  }

  /** struct sigaction, stack_t and struct itimerval of the kernel. */
  private void data() {
    Label restorer = a.here();
    call(RT_SIGRETURN);
    Label memory = a.label("memory");
    a.align(8).bind(actions).dq(handler).dq(ACTION_FLAGS).dq(restorer).dq(-1);
    a.bind(stack).dq(memory).dq(0).dq(STACK_BYTES);
    a.bind(timer).dq(0, TICK_MICROSECONDS, 0, TICK_MICROSECONDS);
    a.align(64).bind(memory);
  }
}
