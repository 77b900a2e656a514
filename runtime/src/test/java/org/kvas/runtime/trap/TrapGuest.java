package org.kvas.runtime.trap;

import static org.kvas.translator.state.VcpuState.CS;
import static org.kvas.translator.state.VcpuState.DS;
import static org.kvas.translator.state.VcpuState.ES;
import static org.kvas.translator.state.VcpuState.FS;
import static org.kvas.translator.state.VcpuState.GS;
import static org.kvas.translator.state.VcpuState.LDTR;
import static org.kvas.translator.state.VcpuState.RSP;
import static org.kvas.translator.state.VcpuState.SS;
import static org.kvas.translator.state.VcpuState.TR;

import java.util.EnumSet;
import java.util.HexFormat;
import org.kvas.runtime.interpret.Operations;
import org.kvas.runtime.vcpu.CpuModel;
import org.kvas.runtime.vcpu.PortBus;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Feature;
import org.kvas.translator.x86.decode.Instruction;

/**
 * A processor with descriptor tables in flat memory: GDT at 0x1000, IDT at 0x2000, TSS at 0x3000,
 * LDT at 0x3800; ring-0 stack from 0x8000 in the TSS, 0x7000 in use; code at 0x10000.
 */
final class TrapGuest implements PortBus {
  static final int GDT = 0x1000;
  static final int IDT = 0x2000;
  static final int TSS = 0x3000;
  static final int LDT = 0x3800;
  static final int CODE = 0x1_0000;

  static final int CODE0 = 0x08;
  static final int DATA0 = 0x10;
  static final int CODE3 = 0x1b;
  static final int DATA3 = 0x23;
  static final int TASK = 0x28;

  /** And 0x38 above it in IA-32e mode. */
  static final int LOCAL_TABLE = 0x30;

  static final int CONFORMING = 0x40;
  static final int ABSENT_DATA = 0x48;
  static final int READ_ONLY = 0x50;
  static final int CODE64 = 0x58;
  static final int SPARE = 0x60;
  static final int EXPAND_DOWN = 0x80;
  static final int ABSENT_CODE = 0x88;
  static final int CODE64_3 = 0x93;

  static final long FLAT_CODE = 0x00cf_9b00_0000_ffffL;
  static final long FLAT_DATA = 0x00cf_9300_0000_ffffL;
  static final long WIDE_CODE = 0x00af_9b00_0000_ffffL;
  static final long DPL3 = 3L << 45;

  final FlatMmu mmu = new FlatMmu();
  final Vcpu cpu;
  private final Operations operations = new Operations(TrapFamilies.all());
  private final Decoder decoder = new Decoder(EnumSet.allOf(Feature.class));

  int portValue;
  final StringBuilder portLog = new StringBuilder();

  TrapGuest() {
    this(CpuModel.parse("x86-64-v2,+smap,+umip,+xsave"));
  }

  TrapGuest(CpuModel model) {
    cpu = new Vcpu(0, model, mmu, this);
    cpu.cr0 = ControlBits.CR0_ET;
    for (int i = ES; i <= GS; i++) {
      SegmentRegisters.set(cpu, i, 0, 0, 0xffff, 0x93);
    }
    cpu.idtLimit = 0x3ff;
    cpu.dr[7] = 0x400;
    cpu.setGeneral(RSP, 0x7000);
    cpu.rip = 0x100;
    cpu.refreshMode();
  }

  static TrapGuest protectedMode(int level) {
    TrapGuest guest = new TrapGuest();
    guest.enterProtected(level);
    return guest;
  }

  private void enterProtected(int level) {
    tables();
    cpu.cr0 |= ControlBits.CR0_PE;
    long dpl = (long) level << 45;
    SegmentRegisters.load(cpu, CS, level == 3 ? CODE3 : CODE0, new Descriptor(FLAT_CODE | dpl, 0));
    for (int i : new int[] {ES, SS, DS, FS, GS}) {
      SegmentRegisters.load(cpu, i, level == 3 ? DATA3 : DATA0, new Descriptor(FLAT_DATA | dpl, 0));
    }
    SegmentRegisters.set(cpu, TR, TASK, TSS, 0x67, 0x8b);
    SegmentRegisters.set(cpu, LDTR, LOCAL_TABLE, LDT, 0x7f, 0x82);
    cpu.cpl = level;
    cpu.rip = CODE;
    cpu.refreshMode();
  }

  static TrapGuest longMode(int level) {
    TrapGuest guest = new TrapGuest();
    guest.enterProtected(level);
    Vcpu cpu = guest.cpu;
    cpu.cr0 |= ControlBits.CR0_PG;
    cpu.cr4 |= ControlBits.CR4_PAE;
    cpu.efer = ControlBits.EFER_LME | ControlBits.EFER_LMA | ControlBits.EFER_SCE;
    guest.store(GDT + TASK, 8, 0x0000_8b00_3000_0067L);
    guest.store(GDT + TASK + 8, 8, 0);
    guest.store(GDT + LOCAL_TABLE, 8, 0);
    guest.store(TSS + 4, 8, 0x8000);
    guest.store(TSS + 0x24, 8, 0x9008);
    long dpl = (long) level << 45;
    SegmentRegisters.load(
        cpu, CS, level == 3 ? CODE64_3 : CODE64, new Descriptor(WIDE_CODE | dpl, 0));
    cpu.idtLimit = 0xfff;
    cpu.refreshMode();
    return guest;
  }

  private void tables() {
    cpu.gdtBase = GDT;
    cpu.gdtLimit = 0x9f;
    cpu.idtBase = IDT;
    cpu.idtLimit = 0x7ff;
    store(GDT + CODE0, 8, FLAT_CODE);
    store(GDT + DATA0, 8, FLAT_DATA);
    store(GDT + (CODE3 & ~3), 8, FLAT_CODE | DPL3);
    store(GDT + (DATA3 & ~3), 8, FLAT_DATA | DPL3);
    store(GDT + TASK, 8, 0x0000_8b00_3000_0067L);
    store(GDT + LOCAL_TABLE, 8, 0x0000_8200_3800_007fL);
    store(GDT + CONFORMING, 8, FLAT_CODE | 4L << 40);
    store(GDT + ABSENT_DATA, 8, FLAT_DATA & ~(1L << 47));
    store(GDT + READ_ONLY, 8, FLAT_DATA & ~(2L << 40));
    store(GDT + CODE64, 8, WIDE_CODE);
    store(GDT + EXPAND_DOWN, 8, 0x0040_9700_0000_0fffL);
    store(GDT + ABSENT_CODE, 8, FLAT_CODE & ~(1L << 47));
    store(GDT + (CODE64_3 & ~3), 8, WIDE_CODE | DPL3);
    store(TSS + 4, 4, 0x8000);
    store(TSS + 8, 4, DATA0);
    store(TSS + 0x66, 2, 0x68);
  }

  /** An 8-byte gate of the IDT. */
  void gate(int vector, int selector, long offset, int type, int dpl) {
    store(IDT + vector * 8, 8, gate(selector, offset, type, dpl));
  }

  /** A 16-byte gate of the IDT. */
  void wideGate(int vector, int selector, long offset, int type, int dpl, int stack) {
    store(IDT + vector * 16, 8, gate(selector, offset, type, dpl) | (long) stack << 32);
    store(IDT + vector * 16 + 8, 8, offset >>> 32);
  }

  static long gate(int selector, long offset, int type, int dpl) {
    return offset & 0xffff
        | (long) selector << 16
        | (offset & 0xffff_0000L) << 32
        | (long) (type | dpl << 5 | 0x80) << 40;
  }

  long load(long address, int size) {
    return mmu.loadSystem(address, size);
  }

  void store(long address, int size, long value) {
    mmu.storeSystem(address, size, value);
  }

  /** The stack's words from RSP up, linear. */
  long stack(int index, int size) {
    return load(cpu.segmentBase[SS] + cpu.general(RSP) + (long) index * size, size);
  }

  /** Executes one instruction, in hexadecimal, at RIP; a fault leaves RIP there. */
  void execute(String hex) {
    byte[] code = HexFormat.of().parseHex(hex.replace(" ", ""));
    byte[] window = java.util.Arrays.copyOf(code, 16);
    Instruction instruction = decoder.decode(window, 0, 16, ExecutionMode.codeBits(cpu.mode));
    operations.create(instruction, cpu.mode, 0).execute(cpu);
    if (!instruction.mnemonic().endsBlock()) {
      cpu.rip += instruction.length();
    }
  }

  /** The fault that an instruction raises: vector, and error code or -1. */
  String fault(String hex) {
    try {
      execute(hex);
      return "none";
    } catch (GuestFault fault) {
      return "#"
          + fault.vector()
          + (fault.errorCode() < 0 ? "" : "(" + Integer.toHexString(fault.errorCode()) + ")");
    }
  }

  void deliver(int vector, int errorCode, EventKind kind) {
    InterruptDelivery.deliver(cpu, vector, errorCode, kind);
  }

  @Override
  public int read(int port, int size) {
    portLog.append("in ").append(Integer.toHexString(port)).append(':').append(size).append(' ');
    return portValue++;
  }

  @Override
  public void write(int port, int size, int value) {
    portLog
        .append("out ")
        .append(Integer.toHexString(port))
        .append(':')
        .append(size)
        .append('=')
        .append(Integer.toHexString(value))
        .append(' ');
  }
}
