package org.kvas.conformance.processor;

import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/** Descriptor tables and task-state segments of {@link ProtectedRom}, copied to {@link #BASE}. */
final class ProtectedTables {
  static final int BASE = 0x1_0000;
  static final int TABLE_BYTES = 0x1000;

  static final int GDT = BASE;
  static final int LDT = BASE + 0x200;
  static final int IDT = BASE + 0x400;
  static final int TSS = BASE + 0x800;
  static final int TASK = BASE + 0x900;
  static final int TASK_16 = BASE + 0xa00;
  static final int VARIABLES = BASE + 0xc00;

  static final int STACK = 0x2_8000;
  static final int USER_STACK = 0x2_f000;
  static final int TASK_STACK = 0x2_a000;
  static final int DATA = 0x2_0000;

  static final int CODE0 = 0x08;
  static final int FLAT0 = 0x10;
  static final int CODE3 = 0x1b;
  static final int FLAT3 = 0x23;
  static final int MAIN_TASK = 0x28;
  static final int LOCAL_TABLE = 0x30;
  static final int CONFORMING = 0x38;
  static final int EXECUTE_ONLY = 0x40;
  static final int ABSENT_DATA = 0x48;
  static final int READ_ONLY = 0x50;
  static final int SMALL = 0x58;
  static final int DOWN = 0x60;
  static final int DOWN_16 = 0x68;
  static final int CODE_16 = 0x70;
  static final int DATA_16 = 0x78;
  static final int CODE1 = 0x81;
  static final int FLAT1 = 0x89;
  static final int OTHER_TASK = 0x90;
  static final int OTHER_TASK_16 = 0x98;
  static final int TASK_GATE = 0xa0;
  static final int CALL_GATE = 0xa8;
  static final int CALL_GATE_16 = 0xb0;
  static final int CALL_GATE_CONFORMING = 0xb8;
  static final int ABSENT_CODE = 0xc0;
  static final int ABSENT_GATE = 0xc8;
  static final int PRIVATE_GATE = 0xd0;
  static final int SHORT_TASK = 0xd8;
  static final int USER_SMALL = 0xe3;
  static final int USER_DATA_16 = 0xeb;
  static final int SPARE = 0xf0;

  /** The first selector beyond the table. */
  static final int LAST = 0xf8;

  static final int LOCAL_DATA = 0x04;
  static final int LOCAL_CODE = 0x0c;

  private static final int IO_MAP = 0x88;

  /** Eight ports that the TSS permits. */
  static final int FREE_PORTS = 0xe8;

  /** The vector that virtual-8086 code handles itself under CR4.VME. */
  static final int REDIRECTED = 0x40;

  /** Where the tables lie in the image. */
  static final int ROM_OFFSET = 0xe000;

  private static final int ROM_BASE = 0xf_0000;
  private static final int BYTES = 0;
  private static final int WIDE = 0x4;
  private static final int PAGES = 0xc;

  private ProtectedTables() {}

  /**
   * @param handlers of the vectors from 0
   * @param free of privilege: vectors that {@code INT n} may name at CPL 3
   */
  static void write(Assembler a, Label[] handlers, int free, Label gateTarget, Label gateTarget16) {
    a.org(ROM_OFFSET);
    globalTable(a, gateTarget, gateTarget16);
    pad(a, LDT);
    descriptor(a, DATA, 0xfff, 0xf3, WIDE);
    descriptor(a, ROM_BASE, 0xffff, 0x9b, WIDE);
    pad(a, IDT);
    for (int vector = 0; vector < handlers.length; vector++) {
      gate(a, CODE0, handlers[vector], vector == free ? 0xee : 0x8e, 0);
    }
    pad(a, TSS);
    a.dd(0, STACK).dw(FLAT0, 0).dd(STACK - 0x1000).dw(FLAT1, 0);
    pad(a, TSS + 0x66);
    a.dw(IO_MAP);
    for (int vectors = 0; vectors < 0x100; vectors += 8) {
      a.db(vectors == REDIRECTED ? 0xfe : 0xff);
    }
    for (int ports = 0; ports <= 0x100; ports += 8) {
      a.db(ports == FREE_PORTS ? 0 : 0xff);
    }
    pad(a, BASE + TABLE_BYTES);
  }

  private static void globalTable(Assembler a, Label gateTarget, Label gateTarget16) {
    a.dq(0);
    descriptor(a, ROM_BASE, 0xffff, 0x9b, WIDE);
    descriptor(a, 0, 0xf_ffff, 0x93, PAGES);
    descriptor(a, ROM_BASE, 0xffff, 0xfb, WIDE);
    descriptor(a, 0, 0xf_ffff, 0xf3, PAGES);
    descriptor(a, TSS, 0xa8, 0x89, BYTES);
    descriptor(a, LDT, 0x0f, 0x82, BYTES);
    descriptor(a, ROM_BASE, 0xffff, 0x9f, WIDE);
    descriptor(a, ROM_BASE, 0xffff, 0x99, WIDE);
    descriptor(a, 0, 0xf_ffff, 0x13, PAGES);
    descriptor(a, 0, 0xf_ffff, 0x91, PAGES);
    descriptor(a, DATA, 0xff, 0x93, WIDE);
    descriptor(a, DATA, 0xfff, 0x97, WIDE);
    descriptor(a, DATA, 0xfff, 0x97, BYTES);
    descriptor(a, ROM_BASE, 0xffff, 0x9b, BYTES);
    descriptor(a, DATA, 0xffff, 0x93, BYTES);
    descriptor(a, ROM_BASE, 0xffff, 0xbb, WIDE);
    descriptor(a, 0, 0xf_ffff, 0xb3, PAGES);
    descriptor(a, TASK, 0x67, 0x89, BYTES);
    descriptor(a, TASK_16, 0x2b, 0x81, BYTES);
    a.dw(0, OTHER_TASK, 0xe500, 0);
    gate(a, CODE0, gateTarget, 0xec, 2);
    gate(a, CODE0, gateTarget16, 0xe4, 2);
    gate(a, CONFORMING, gateTarget, 0xec, 0);
    descriptor(a, ROM_BASE, 0xffff, 0x1b, WIDE);
    gate(a, CODE0, gateTarget, 0x6c, 0);
    gate(a, CODE0, gateTarget, 0x8c, 0);
    descriptor(a, TASK, 0x66, 0x89, BYTES);
    descriptor(a, DATA, 0xff, 0xf3, WIDE);
    descriptor(a, DATA, 0xffff, 0xf3, BYTES);
    a.dq(0);
  }

  private static void pad(Assembler a, int address) {
    a.org(ROM_OFFSET + address - BASE);
  }

  private static void descriptor(Assembler a, int base, int limit, int access, int flags) {
    a.dw(limit & 0xffff, base & 0xffff);
    a.db(base >> 16 & 0xff, access, limit >> 16 | flags << 4, base >>> 24);
  }

  /** A gate to an offset below 64 KiB. */
  private static void gate(Assembler a, int selector, Label offset, int access, int parameters) {
    a.dw(offset).dw(selector).db(parameters, access).dw(0);
  }
}
