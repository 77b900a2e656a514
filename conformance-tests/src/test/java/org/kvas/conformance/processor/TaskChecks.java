package org.kvas.conformance.processor;

import static org.kvas.conformance.processor.ProtectedTables.*;
import static org.kvas.translator.x86.assemble.FarAddress.far;
import static org.kvas.translator.x86.assemble.Pointer.byteAt;
import static org.kvas.translator.x86.assemble.Pointer.dword;
import static org.kvas.translator.x86.assemble.Pointer.word;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.util.function.Consumer;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;
import org.kvas.translator.x86.decode.Mnemonic;

/** Hardware task switches. SDM Vol. 3A, chapter 7. */
final class TaskChecks {
  private static final int AVAILABLE = 0x89;
  private static final int BUSY = 0x8b;
  private static final int VECTOR = 0x41;

  private TaskChecks() {}

  static void write(ProtectedRom rom) {
    switches(rom);
    refused(rom);
    interrupts(rom);
    faults(rom);
    narrow(rom);
  }

  private static void switches(ProtectedRom rom) {
    task(rom, "JMP frees the old task", "=898b0090", jump(OTHER_TASK), TaskChecks::state);
    task(
        rom,
        "CALL leaves it busy",
        "=8b8b0090",
        a -> a.callFar(far(OTHER_TASK, 0)),
        TaskChecks::state);
    task(rom, "through a task gate", "=898b0090", jump(TASK_GATE), TaskChecks::state);
    task(
        rom,
        "CALL links and sets NT",
        "=00284002",
        a -> a.callFar(far(OTHER_TASK, 0)),
        a -> a.pushf().pop(EAX).shl(EAX, 16).mov(AX, word(TASK)).rol(EAX, 16));
    task(
        rom,
        "IRET goes back",
        "=8b890028",
        a -> {
          a.callFar(far(OTHER_TASK, 0));
          state(a);
        },
        Assembler::iret);
    task(
        rom,
        "IRET clears NT in the task it leaves",
        "=00000002",
        a -> a.callFar(far(OTHER_TASK, 0)).mov(EAX, dword(TASK + 0x24)),
        Assembler::iret);
    task(rom, "TS is set", "=00000009", jump(OTHER_TASK), a -> a.smsw(AX).and(EAX, 9));
    task(
        rom,
        "the old registers are saved",
        "=12345678",
        a -> a.mov(EBX, 0x1234_5678).jmpFar(far(OTHER_TASK, 0)),
        a -> a.mov(EAX, dword(TSS + 0x34)));
    task(rom, "the new registers are loaded", "=0badcafe", jump(OTHER_TASK), a -> a.mov(EAX, ESI));
    task(
        rom,
        "local breakpoints are off in the new task",
        "=00000402",
        a -> a.mov(ECX, 0x403).mov(DR7, ECX).jmpFar(far(OTHER_TASK, 0)),
        a -> a.mov(EAX, DR7).mov(ECX, 0x400).mov(DR7, ECX));
  }

  private static Consumer<Assembler> jump(int selector) {
    return a -> a.jmpFar(far(selector, 0));
  }

  /** The access bytes of both tasks and TR. */
  private static void state(Assembler a) {
    a.mov(AH, byteAt(GDT + MAIN_TASK + 5)).mov(AL, byteAt(GDT + OTHER_TASK + 5));
    a.shl(EAX, 16).str(AX);
  }

  private static void refused(ProtectedRom rom) {
    refused(rom, "a busy task", "#0d.0090+00", BUSY, OTHER_TASK);
    refused(rom, "a task not present", "#0b.0090+00", 0x09, OTHER_TASK);
    refused(rom, "a busy task through a gate", "#0d.0090+00", BUSY, TASK_GATE);
    refused(rom, "a TSS too short", "#0a.00d8+00", AVAILABLE, SHORT_TASK);
    rom.check(
        "a TSS in the LDT",
        "#0d.0004+07",
        a -> a.mov(byteAt(LDT + 5), AVAILABLE).jmpFar(far(LOCAL_DATA, 0)));
    rom.check("the LDT is repaired", "=00000000", a -> a.mov(byteAt(LDT + 5), 0xf3));
    rom.user("a task of DPL 0 from CPL 3", "#0d.0090+00", 0, a -> a.jmpFar(far(OTHER_TASK, 0)));
    rom.check(
        "IRET to a task that is not busy",
        "#0a.0090+18",
        a -> {
          a.mov(byteAt(GDT + OTHER_TASK + 5), AVAILABLE).mov(word(TSS), OTHER_TASK);
          a.nop().push(0x4002).popf().nop().iret();
        });
  }

  private static void refused(
      ProtectedRom rom, String name, String expected, int access, int selector) {
    rom.check(
        name,
        expected,
        a -> {
          prepare(a, a.here());
          a.mov(byteAt(GDT + OTHER_TASK + 5), access);
          Label begin = a.label();
          a.mov(dword(ProtectedRom.BEGIN), begin).bind(begin).jmpFar(far(selector, 0));
        });
  }

  private static void interrupts(ProtectedRom rom) {
    task(
        rom,
        "INT through a task gate, and back",
        "=8b890028",
        a -> {
          taskGate(a, VECTOR).interrupt(VECTOR);
          state(a);
        },
        Assembler::iret);
    task(
        rom,
        "the error code is on the new task's stack",
        "=00000048",
        a -> {
          a.mov(EAX, dword(IDT + 11 * 8)).mov(EDX, dword(IDT + 11 * 8 + 4));
          a.mov(dword(ProtectedRom.SCRATCH), EAX).mov(dword(ProtectedRom.SCRATCH + 4), EDX);
          taskGate(a, 11).mov(AX, ABSENT_DATA).mov(DS, AX);
        },
        a -> {
          a.mov(EAX, dword(ProtectedRom.SCRATCH)).mov(EDX, dword(ProtectedRom.SCRATCH + 4));
          a.mov(dword(IDT + 11 * 8), EAX).mov(dword(IDT + 11 * 8 + 4), EDX).pop(EAX);
        });
    task(
        rom,
        "an interrupt task saves the address of what faulted",
        "=00000000",
        a -> {
          a.mov(EAX, dword(IDT + 6 * 8)).mov(EDX, dword(IDT + 6 * 8 + 4));
          a.mov(dword(ProtectedRom.SCRATCH), EAX).mov(dword(ProtectedRom.SCRATCH + 4), EDX);
          Label begin = a.label();
          taskGate(a, 6).mov(dword(ProtectedRom.BEGIN), begin).bind(begin).ud2();
        },
        a -> {
          a.mov(EAX, dword(ProtectedRom.SCRATCH)).mov(EDX, dword(ProtectedRom.SCRATCH + 4));
          a.mov(dword(IDT + 6 * 8), EAX).mov(dword(IDT + 6 * 8 + 4), EDX);
          a.mov(EAX, dword(TSS + 0x20)).sub(EAX, dword(ProtectedRom.BEGIN));
        });
  }

  private static Assembler taskGate(Assembler a, int vector) {
    return a.mov(dword(IDT + vector * 8), OTHER_TASK << 16)
        .mov(dword(IDT + vector * 8 + 4), 0x8500);
  }

  private static void faults(ProtectedRom rom) {
    fault(rom, "a new DS not present", "#0b.0048+00", 0x54, ABSENT_DATA);
    fault(rom, "a new DS execute-only", "#0a.0040+00", 0x54, EXECUTE_ONLY);
    fault(rom, "a new ES beyond the GDT", "#0a.00f8+00", 0x48, LAST);
    fault(rom, "the T flag", "#01.0000+00d8ff0", 0x64, 1);
  }

  private static void fault(ProtectedRom rom, String name, String expected, int field, int value) {
    task(
        rom,
        name,
        expected,
        a -> a.mov(word(TASK + field), value).jmpFar(far(OTHER_TASK, 0)),
        a -> a.nop());
    rom.check(name + ": repaired", "=00000000", a -> a.mov(word(TASK + 0x64), 0));
  }

  private static void narrow(ProtectedRom rom) {
    rom.check(
        "a 16-bit task",
        "=0098a55a",
        a -> {
          Label there = a.label();
          prepare(a, there);
          for (int i = 0; i < 4; i++) {
            a.mov(word(TASK_16 + 0x22 + 2 * i), i == 1 ? CODE0 : FLAT0);
          }
          a.emit(Mnemonic.MOV, ECX, there).mov(word(TASK_16 + 0x0e), CX);
          a.mov(word(TASK_16 + 0x10), 2).mov(word(TASK_16 + 0x18), 0xa55a);
          a.mov(word(TASK_16 + 0x1a), 0x7000).mov(word(TASK_16 + 0x2a), 0);
          a.jmpFar(far(OTHER_TASK_16, 0)).bind(there).str(AX).shl(EAX, 16).mov(AX, BX);
        });
    rom.check("back in the main task", "=00000000", a -> prepare(a, a.here()));
  }

  /** A check that goes to the other task, which runs {@code there}. */
  private static void task(
      ProtectedRom rom,
      String name,
      String expected,
      Consumer<Assembler> here,
      Consumer<Assembler> there) {
    rom.check(
        name,
        expected,
        a -> {
          Label task = a.label();
          Label end = a.label();
          prepare(a, task);
          a.mov(dword(ProtectedRom.BEGIN), task);
          here.accept(a);
          a.jmp(end).bind(task);
          there.accept(a);
          a.bind(end);
        });
  }

  /** The main task runs, the other one is ready to begin at a label. */
  private static void prepare(Assembler a, Label start) {
    a.mov(byteAt(GDT + MAIN_TASK + 5), AVAILABLE).mov(byteAt(GDT + OTHER_TASK + 5), AVAILABLE);
    a.mov(byteAt(GDT + OTHER_TASK_16 + 5), 0x81).mov(CX, MAIN_TASK).ltr(CX);
    a.mov(CX, LOCAL_TABLE).lldt(CX).clts();
    a.mov(ECX, CR3).mov(dword(TASK + 0x1c), ECX);
    a.emit(Mnemonic.MOV, dword(TASK + 0x20), start).mov(dword(TASK + 0x24), 2);
    a.mov(dword(TASK + 0x38), TASK_STACK).mov(dword(TASK + 0x40), 0x0bad_cafe);
    for (int i = 0; i < 6; i++) {
      a.mov(dword(TASK + 0x48 + 4 * i), i == 1 ? CODE0 : FLAT0);
    }
    a.mov(dword(TASK + 0x60), LOCAL_TABLE).mov(dword(TASK + 0x64), 0x68_0000).xor(EAX, EAX);
  }
}
