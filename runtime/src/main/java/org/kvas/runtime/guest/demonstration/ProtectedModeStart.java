package org.kvas.runtime.guest.demonstration;

import static org.kvas.translator.x86.assemble.FarAddress.far;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.util.List;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/**
 * From the loader's 32-bit protected mode without paging to 64-bit code. SDM Vol. 3A 9.8.5.
 *
 * <p>EBX is the loader's information and is kept.
 */
final class ProtectedModeStart {
  private static final int CR4_PAE = 1 << 5;
  private static final int CR0_WP = 1 << 16;
  private static final int CR0_PG = 1 << 31;
  private static final int EFER = 0xc000_0080;
  private static final int EFER_SCE = 1;
  private static final int EFER_LME = 1 << 8;
  private static final int EFER_NXE = 1 << 11;
  private static final int EXTENDED_FEATURES = 0x8000_0001;
  private static final int LONG_MODE = 1 << 29;

  private final Assembler a;
  private final SerialConsole console;
  private final Descriptors descriptors;

  ProtectedModeStart(Assembler a, SerialConsole console, Descriptors descriptors) {
    this.a = a;
    this.console = console;
    this.descriptors = descriptors;
  }

  void code(List<Label> taskCode, Label longMode) {
    a.cli().cld().mov(ESP, MemoryLayout.kernelStackTop(0));
    clear();
    console.initialize();
    console.say32("\nThis is Kvas's own guest, a small operating system.\n");
    console.say32("[32-bit] Started by multiboot: protected mode, no paging yet.\n");
    leaveWithoutLongMode();
    PageTables.build(a, taskCode);
    console.say32(
        "[32-bit] Page tables are built, one set for each of two tasks. On to long mode.\n");
    descriptors.loadGlobal();
    a.mov(EAX, CR4_PAE).mov(CR4, EAX);
    a.mov(EAX, MemoryLayout.pageTables(0)).mov(CR3, EAX);
    a.mov(ECX, EFER).rdmsr().or(EAX, EFER_SCE | EFER_LME | EFER_NXE).wrmsr();
    a.mov(EAX, CR0).or(EAX, CR0_PG | CR0_WP).mov(CR0, EAX);
    a.jmpFar(far(Descriptors.KERNEL_CODE, longMode));
  }

  private void clear() {
    a.mov(EDI, MemoryLayout.CLEARED).mov(ECX, (MemoryLayout.END - MemoryLayout.CLEARED) / 4);
    a.xor(EAX, EAX).rep().stosd();
  }

  private void leaveWithoutLongMode() {
    Label no = a.label();
    Label yes = a.label();
    a.push(EBX).mov(EAX, EXTENDED_FEATURES - 1).cpuid().mov(ESI, EAX).xor(EDX, EDX);
    a.cmp(ESI, EXTENDED_FEATURES).jb(no).mov(EAX, EXTENDED_FEATURES).cpuid();
    a.bind(no).pop(EBX).test(EDX, LONG_MODE).jne(yes);
    console.say32(
        "[32-bit] This processor has no long mode, so that is all. Powering off by ACPI.\n");
    PowerOff.code(a);
    a.bind(yes);
  }
}
