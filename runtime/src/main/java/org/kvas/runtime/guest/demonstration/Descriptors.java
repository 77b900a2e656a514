package org.kvas.runtime.guest.demonstration;

import static org.kvas.runtime.guest.demonstration.MemoryLayout.TASK_STATE_SEGMENT;
import static org.kvas.translator.x86.assemble.Pointer.ptr;
import static org.kvas.translator.x86.assemble.Pointer.qword;
import static org.kvas.translator.x86.assemble.Pointer.word;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.util.LinkedHashMap;
import java.util.Map;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/** The global and the interrupt descriptor table. SDM Vol. 3A 3.4.5, 6.14.1 and 7.2.3. */
final class Descriptors {
  static final int KERNEL_CODE = 0x08;
  static final int KERNEL_DATA = 0x10;

  /** What STAR wants: SYSRET takes data at this + 8 and 64-bit code at this + 16. */
  static final int USER_BASE = 0x18;

  static final int USER_DATA = USER_BASE + 8 | 3;
  static final int USER_CODE = USER_BASE + 16 | 3;
  private static final int TASK_STATE = 0x30;

  /** Offset of RSP0 in the task state segment. */
  static final int RSP0 = 4;

  private static final int TASK_STATE_LIMIT = 0x67;
  private static final int VECTORS = 48;
  private static final int INTERRUPT_GATE = 0x8e00;

  private final Assembler a;
  private final Label gdt;
  private final Label gdtPointer;
  private final Label idtPointer;
  private final Label handlerTable;
  private final Label handlerTableEnd;
  private final Map<Integer, Label> handlers = new LinkedHashMap<>();

  Descriptors(Assembler a) {
    this.a = a;
    gdt = a.label("gdt");
    gdtPointer = a.label("gdtPointer");
    idtPointer = a.label("idtPointer");
    handlerTable = a.label("handlers");
    handlerTableEnd = a.label("handlersEnd");
  }

  /** Where the interrupt goes. */
  void handler(int vector, Label code) {
    handlers.put(vector, code);
  }

  /** 32-bit code. */
  void loadGlobal() {
    a.lgdt(ptr(gdtPointer));
  }

  /** 64-bit code: the data segments, the task register and the interrupts. */
  void load() {
    a.mov(EAX, KERNEL_DATA).mov(DS, AX).mov(ES, AX).mov(SS, AX);
    a.mov(EAX, TASK_STATE).ltr(AX);
    a.mov(word(TASK_STATE_SEGMENT + 0x66), TASK_STATE_LIMIT + 1);
    fillGates();
    a.lidt(ptr(idtPointer));
  }

  /** Gates are in pieces, so the addresses wait in a plain table: vector, handler. */
  private void fillGates() {
    Label next = a.label();
    a.lea(RSI, ptr(handlerTable));
    a.bind(next).lodsd().mov(EDI, EAX).shl(EDI, 4).add(EDI, MemoryLayout.INTERRUPT_DESCRIPTORS);
    a.lodsd().mov(word(RDI), AX).mov(word(RDI).plus(2), KERNEL_CODE);
    a.mov(word(RDI).plus(4), INTERRUPT_GATE).shr(EAX, 16).mov(word(RDI).plus(6), AX);
    a.mov(qword(RDI).plus(8), 0).cmp(RSI, handlerTableEnd).jb(next);
  }

  /** An interrupt table without gates: the next exception shuts the processor down. */
  void unloadInterrupts() {
    a.mov(word(idtPointer), 0).lidt(ptr(idtPointer));
  }

  void tables() {
    a.align(8).bind(gdt).dq(0);
    a.dq(0x00af_9a00_0000_ffffL); // kernel code, 64-bit
    a.dq(0x00cf_9200_0000_ffffL); // kernel data
    a.dq(0); // SYSRET to 32-bit code is not used
    a.dq(0x00cf_f200_0000_ffffL); // user data
    a.dq(0x00af_fa00_0000_ffffL); // user code, 64-bit
    a.dw(TASK_STATE_LIMIT, TASK_STATE_SEGMENT & 0xffff);
    a.db(TASK_STATE_SEGMENT >> 16, 0x89, 0, 0).dq(0);
    a.bind(gdtPointer).dw(TASK_STATE + 15).dd(gdt).dd(0);
    a.bind(idtPointer).dw(VECTORS * 16 - 1).dq(MemoryLayout.INTERRUPT_DESCRIPTORS);
    a.bind(handlerTable);
    handlers.forEach((vector, code) -> a.dd(vector).dd(code));
    a.bind(handlerTableEnd);
  }
}
