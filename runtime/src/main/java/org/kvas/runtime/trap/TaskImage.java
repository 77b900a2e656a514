package org.kvas.runtime.trap;

import static org.kvas.translator.state.GuestFault.NP;
import static org.kvas.translator.state.GuestFault.TS;
import static org.kvas.translator.state.VcpuState.CS;
import static org.kvas.translator.state.VcpuState.DS;
import static org.kvas.translator.state.VcpuState.ES;
import static org.kvas.translator.state.VcpuState.FS;
import static org.kvas.translator.state.VcpuState.GS;
import static org.kvas.translator.state.VcpuState.LDTR;
import static org.kvas.translator.state.VcpuState.SS;
import static org.kvas.translator.state.VcpuState.TR;
import static org.kvas.translator.state.VcpuState.VM;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/** A task's registers as its TSS holds them, 16- or 32-bit. SDM Vol. 3A, figures 7-2 and 7-10. */
record TaskImage(
    boolean wide,
    long cr3,
    long rip,
    int flags,
    long[] registers,
    int[] selectors,
    int ldt,
    boolean traps) {
  static final int WIDE_LIMIT = 0x67;
  static final int NARROW_LIMIT = 0x2b;

  private static final int WIDE_CR3 = 0x1c;
  private static final int WIDE_RIP = 0x20;
  private static final int WIDE_SELECTORS = 0x48;
  private static final int WIDE_LDT = 0x60;
  private static final int WIDE_TRAP = 0x64;
  private static final int NARROW_RIP = 0x0e;
  private static final int NARROW_SELECTORS = 0x22;
  private static final int NARROW_LDT = 0x2a;

  static TaskImage read(Vcpu cpu, long base, boolean wide) {
    int size = wide ? 4 : 2;
    int start = wide ? WIDE_RIP : NARROW_RIP;
    long rip = load(cpu, base + start, size);
    int flags = (int) load(cpu, base + start + size, size);
    long[] registers = new long[8];
    for (int i = 0; i < 8; i++) {
      registers[i] = load(cpu, base + start + (2L + i) * size, size);
    }
    int[] selectors = new int[6];
    for (int i = 0; i < (wide ? 6 : 4); i++) {
      selectors[i] =
          (int) load(cpu, base + (wide ? WIDE_SELECTORS + 4 * i : NARROW_SELECTORS + 2 * i), 2);
    }
    int ldt = (int) load(cpu, base + (wide ? WIDE_LDT : NARROW_LDT), 2);
    long cr3 = wide ? load(cpu, base + WIDE_CR3, 4) : cpu.cr3;
    boolean traps = wide && (load(cpu, base + WIDE_TRAP, 2) & 1) != 0;
    return new TaskImage(wide, cr3, rip, flags, registers, selectors, ldt, traps);
  }

  private static long load(Vcpu cpu, long linear, int size) {
    return cpu.mmu.loadSystem(linear & 0xffff_ffffL, size);
  }

  /** Saves the running task into its own TSS. */
  static void save(Vcpu cpu, long rip, int flags) {
    boolean wide = (cpu.segmentAttributes[TR] & 8) != 0;
    int size = wide ? 4 : 2;
    int start = wide ? WIDE_RIP : NARROW_RIP;
    store(cpu, start, size, rip);
    store(cpu, start + size, size, flags);
    for (int i = 0; i < 8; i++) {
      store(cpu, start + (2 + i) * size, size, cpu.general(i));
    }
    for (int i = 0; i < (wide ? 6 : 4); i++) {
      store(
          cpu, wide ? WIDE_SELECTORS + 4 * i : NARROW_SELECTORS + 2 * i, 2, cpu.segmentSelector[i]);
    }
  }

  private static void store(Vcpu cpu, int offset, int size, long value) {
    cpu.mmu.storeSystem(TaskState.address(cpu, offset), size, value);
  }

  /** CR3, RFLAGS, RIP, the general registers, and selectors without their hidden parts. */
  void loadRegisters(Vcpu cpu, int newFlags) {
    if (wide && (cpu.cr0 & ControlBits.CR0_PG) != 0 && cr3 != cpu.cr3) {
      ControlRegisters.loadPageDirectory(cpu, cr3);
    }
    Rflags.write(cpu, wide ? newFlags : newFlags & 0xffff, -1);
    cpu.rip = rip;
    for (int i = 0; i < 8; i++) {
      cpu.setGeneral(i, wide ? registers[i] : cpu.general(i) & 0xffff_0000L | registers[i]);
    }
    for (int i = ES; i <= GS; i++) {
      SegmentRegisters.loadNull(cpu, i, selectors[i]);
    }
    SegmentRegisters.loadNull(cpu, LDTR, ldt);
  }

  /**
   * The hidden parts, with the checks of SDM Vol. 3A, table 7-1.
   *
   * @param ext the EXT bit of error codes
   */
  void loadSegments(Vcpu cpu, int ext) {
    if ((flags & VM) != 0 && wide) {
      loadTable(cpu, ext);
      for (int i = ES; i <= GS; i++) {
        SegmentRegisters.loadVirtual8086(cpu, i, selectors[i]);
      }
      cpu.cpl = 3;
      return;
    }
    cpu.cpl = Selector.rpl(selectors[CS]);
    loadTable(cpu, ext);
    Descriptor code = code(cpu, ext);
    int stack = selectors[SS];
    if (Selector.isNull(stack)) {
      throw new GuestFault(TS, ext);
    }
    Descriptor stackSegment = SegmentLoading.stackDescriptor(cpu, stack, cpu.cpl, TS, ext);
    SegmentRegisters.load(cpu, SS, stack, DescriptorTables.markAccessed(cpu, stack, stackSegment));
    SegmentRegisters.load(
        cpu, CS, selectors[CS], DescriptorTables.markAccessed(cpu, selectors[CS], code));
    for (int index : new int[] {ES, DS, FS, GS}) {
      int selector = selectors[index];
      if (!Selector.isNull(selector)) {
        Descriptor data = SegmentLoading.dataDescriptor(cpu, selector, TS, ext);
        SegmentRegisters.load(
            cpu, index, selector, DescriptorTables.markAccessed(cpu, selector, data));
      }
    }
    CodeSegments.checkTarget(cpu, code, rip);
  }

  private void loadTable(Vcpu cpu, int ext) {
    if (!Selector.isNull(ldt)) {
      SegmentRegisters.load(cpu, LDTR, ldt, SegmentLoading.localTable(cpu, ldt, TS, TS, ext));
    }
  }

  private Descriptor code(Vcpu cpu, int ext) {
    int selector = selectors[CS];
    if (Selector.isNull(selector)) {
      throw new GuestFault(TS, ext);
    }
    Descriptor code = DescriptorTables.read(cpu, selector, TS, ext);
    boolean allowed = code.isConforming() ? code.dpl() <= cpu.cpl : code.dpl() == cpu.cpl;
    if (!code.isCode() || !allowed) {
      throw new GuestFault(TS, Selector.errorCode(selector) | ext);
    }
    if (!code.isPresent()) {
      throw new GuestFault(NP, Selector.errorCode(selector) | ext);
    }
    return code;
  }
}
