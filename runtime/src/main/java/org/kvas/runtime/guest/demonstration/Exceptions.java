package org.kvas.runtime.guest.demonstration;

import static org.kvas.translator.x86.assemble.Pointer.byteAt;
import static org.kvas.translator.x86.assemble.Pointer.qword;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.util.Set;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/**
 * A page fault of a task that asked to go on elsewhere is its own affair; anything else ends it
 * all.
 */
final class Exceptions {
  private static final int PAGE_FAULT = 14;
  private static final int EXCEPTIONS = 32;

  /** SDM Vol. 3A, table 6-1. */
  private static final Set<Integer> WITH_ERROR_CODE = Set.of(8, 10, 11, 12, 13, 14, 17, 21);

  private final Assembler a;
  private final KernelData data;
  private final SerialConsole console;
  private final Descriptors descriptors;

  Exceptions(Assembler a, KernelData data, SerialConsole console, Descriptors descriptors) {
    this.a = a;
    this.data = data;
    this.console = console;
    this.descriptors = descriptors;
  }

  void routines() {
    Label unexpected = a.label("unexpected");
    Label badPageFault = a.label("badPageFault");
    for (int vector = 0; vector < EXCEPTIONS; vector++) {
      if (vector != PAGE_FAULT) {
        descriptors.handler(vector, a.here());
        if (!WITH_ERROR_CODE.contains(vector)) {
          a.push(0);
        }
        a.push(vector).jmp(unexpected);
      }
    }
    descriptors.handler(PAGE_FAULT, a.here());
    pageFault(badPageFault);
    a.bind(badPageFault).push(PAGE_FAULT);
    a.bind(unexpected);
    giveUp();
    descriptors.handler(Timer.SPURIOUS_VECTOR, a.here());
    a.iretq();
  }

  /**
   * On the stack: error code, RIP, CS. The task that asked for it expects nothing in its registers.
   */
  private void pageFault(Label bad) {
    a.test(byteAt(RSP).plus(16), 3).je(bad).mov(RAX, qword(data.current));
    a.mov(RBX, Scheduler.of(data.faultHandlers, RAX)).test(RBX, RBX).je(bad);
    a.mov(Scheduler.of(data.faultHandlers, RAX), 0).mov(qword(RSP).plus(8), RBX);
    console.say("kernel: The processor stopped task ");
    a.mov(RAX, qword(data.current)).inc(RAX);
    console.decimal();
    console.say(" at 0x");
    a.mov(RAX, CR2);
    console.hexadecimal();
    console.say(": page fault, error code ");
    console.decimal(qword(RSP));
    console.say("\n");
    a.add(RSP, 8).iretq();
  }

  /**
   * On the stack: vector, error code, RIP. Without an interrupt table the next exception is the
   * end.
   */
  private void giveUp() {
    console.say("kernel: exception ");
    console.decimal(qword(RSP));
    console.say(" at 0x");
    a.mov(RAX, qword(RSP).plus(16));
    console.hexadecimal();
    console.say(". That should not be.\n");
    descriptors.unloadInterrupts();
    a.ud2();
  }
}
