package org.kvas.runtime.oracle;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.kvas.translator.state.VcpuState.CS;
import static org.kvas.translator.state.VcpuState.DS;
import static org.kvas.translator.state.VcpuState.ES;
import static org.kvas.translator.state.VcpuState.FS;
import static org.kvas.translator.state.VcpuState.GS;
import static org.kvas.translator.state.VcpuState.SS;

import java.lang.foreign.MemorySegment;
import org.kvas.runtime.cache.CodePages;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.GuestRam;
import org.kvas.runtime.mmu.MemoryRegion;
import org.kvas.runtime.mmu.SoftwareMmu;
import org.kvas.runtime.trap.ControlBits;
import org.kvas.runtime.trap.SegmentRegisters;
import org.kvas.runtime.vcpu.BoundedEngine;
import org.kvas.runtime.vcpu.CpuModel;
import org.kvas.runtime.vcpu.Engines;
import org.kvas.runtime.vcpu.PortBus;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.HostMemory;
import org.kvas.translator.state.X87State;
import org.kvas.translator.x86.decode.Feature;

/**
 * A virtual processor in user mode under Linux's descriptors, with the pages of {@link SharedArea}.
 */
final class EmulatedProcessor implements AutoCloseable {
  /** An instruction and the INT3 behind it; a little more for one that jumps into itself. */
  private static final int MOST_INSTRUCTIONS = 8;

  private static final long USER_END = 0x7fff_ffff_f000L;

  private static final int SYSTEM_FLAGS = Vcpu.TF | Vcpu.DF | Vcpu.NT | Vcpu.AC | Vcpu.ID;

  /** Nothing answers; nothing may ask. */
  private static final PortBus NO_PORTS =
      new PortBus() {
        @Override
        public int read(int port, int size) {
          return -1;
        }

        @Override
        public void write(int port, int size, int value) {}
      };

  private final GuestRam memory = new GuestRam(UserMemory.SIZE);
  private final CodePages codePages;
  private final SoftwareMmu mmu;
  private final Vcpu vcpu;
  private final BoundedEngine engine;
  private final FirstException exception = new FirstException();
  private final MemorySegment window;
  private final MemorySegment data;
  private final MemorySegment result = MemorySegment.ofArray(new byte[StateRecord.SIZE]);

  /**
   * @param code32 whether programs have a code segment of 32 bits
   */
  EmulatedProcessor(CpuModel model, boolean translates, boolean code32) {
    AddressSpace space = new AddressSpace();
    space.map(new MemoryRegion.Ram(0, memory));
    new UserMemory(memory).build(code32);
    codePages = new CodePages(space);
    mmu = new SoftwareMmu(space, codePages);
    vcpu = new Vcpu(0, model, mmu, NO_PORTS);
    mmu.attach(vcpu);
    vcpu.trapPolicy = exception;
    Engines engines = new Engines();
    engine =
        translates
            ? engines.translator(vcpu, mmu, space, codePages, 1, true)
            : engines.interpreter(vcpu, mmu, space, codePages);
    data = segment(UserMemory.DATA, SharedArea.PAGE);
    window = data.asSlice(SharedArea.PAGE - StateRecord.WINDOW_BYTES, StateRecord.WINDOW_BYTES);
    setControlRegisters(model);
    resetSegments(0);
  }

  @SuppressWarnings("restricted") // the guest's memory is the monitor's own allocation
  private MemorySegment segment(long offset, long size) {
    return MemorySegment.ofAddress(memory.address(offset, size)).reinterpret(size);
  }

  private void setControlRegisters(CpuModel model) {
    boolean extended = model.has(Feature.XSAVE);
    vcpu.cr0 =
        ControlBits.CR0_PE
            | ControlBits.CR0_MP
            | ControlBits.CR0_ET
            | ControlBits.CR0_NE
            | ControlBits.CR0_WP
            | ControlBits.CR0_AM
            | ControlBits.CR0_PG;
    vcpu.cr3 = UserMemory.ROOT;
    vcpu.cr4 =
        ControlBits.CR4_PAE
            | ControlBits.CR4_OSFXSR
            | ControlBits.CR4_OSXMMEXCPT
            | (extended ? ControlBits.CR4_OSXSAVE : 0)
            | (model.has(Feature.FSGSBASE) ? ControlBits.CR4_FSGSBASE : 0);
    vcpu.efer =
        ControlBits.EFER_SCE | ControlBits.EFER_LME | ControlBits.EFER_LMA | ControlBits.EFER_NXE;
    vcpu.xcr0 = extended ? model.has(Feature.AVX) ? 7 : 3 : 1;
    vcpu.gdtBase = UserMemory.GDT_ADDRESS;
    vcpu.gdtLimit = LinuxDescriptors.LIMIT;
    vcpu.cpl = 3;
  }

  /** The data page becomes zero. */
  void clearData() {
    data.fill((byte) 0);
  }

  /** What no record holds of it becomes zero. */
  void clearOutside() {
    data.asSlice(0, SharedArea.OUTSIDE_BYTES).fill((byte) 0);
  }

  /** Puts an instruction in place. */
  void prepare(byte[] instruction) {
    long code = memory.address(UserMemory.CODE, SharedArea.PAGE);
    codePages.forget(UserMemory.CODE);
    mmu.flushAll();
    HostMemory.fill(code, SharedArea.PAGE, (byte) 0xcc);
    HostMemory.write(instruction, 0, code + SharedArea.INSTRUCTION_OFFSET, instruction.length);
    // translated code leaves accesses that the TLB cannot answer to the interpreter
    resetSegments(LinuxDescriptors.USER_CODE_64);
    for (long page :
        new long[] {SharedArea.DATA_ADDRESS, SharedArea.TWICE_ADDRESS, SharedArea.BOUNDARY}) {
      vcpu.load8(page);
      vcpu.checkWrite(page, 1);
    }
    vcpu.load8(SharedArea.CONSTANTS_ADDRESS);
  }

  /** Whether the data page without the window holds these bytes. */
  boolean isOutside(byte[] bytes) {
    return data.asSlice(0, bytes.length).mismatch(MemorySegment.ofArray(bytes)) < 0;
  }

  /** Runs from a state to the first exception. */
  void run(MemorySegment from) {
    load(from);
    exception.clear();
    engine.run(vcpu, MOST_INSTRUCTIONS);
    save(result);
  }

  /** What came of the last run. */
  MemorySegment result() {
    return result;
  }

  private void resetSegments(int code) {
    boolean wide = code != LinuxDescriptors.USER_CODE_32;
    SegmentRegisters.set(
        vcpu,
        CS,
        wide ? LinuxDescriptors.USER_CODE_64 : code,
        0,
        0xffff_ffffL,
        wide ? 0xa0fb : 0xc0fb);
    for (int segment : new int[] {ES, SS, DS}) {
      SegmentRegisters.set(vcpu, segment, LinuxDescriptors.USER_DATA, 0, 0xffff_ffffL, 0xc0f3);
    }
    SegmentRegisters.set(vcpu, FS, 0, 0, 0, 0);
    SegmentRegisters.set(vcpu, GS, 0, 0, 0, 0);
    vcpu.cpl = 3;
    vcpu.refreshMode();
  }

  private void load(MemorySegment from) {
    vcpu.clearRequest(-1);
    for (int i = 0; i < 16; i++) {
      vcpu.setGeneral(i, from.get(JAVA_LONG_UNALIGNED, StateRecord.GENERAL[i]));
    }
    if (from.get(JAVA_SHORT_UNALIGNED, StateRecord.SELECTORS) == LinuxDescriptors.USER_CODE_32) {
      // as the kernel's IRET to compatibility mode loads it
      vcpu.setGeneral(Vcpu.RSP, vcpu.general(Vcpu.RSP) & 0xffff_ffffL);
    }
    vcpu.rip = from.get(JAVA_LONG_UNALIGNED, StateRecord.RIP);
    int flags = from.get(JAVA_INT_UNALIGNED, StateRecord.RFLAGS);
    vcpu.setStatusFlags(flags);
    vcpu.systemFlags = flags & SYSTEM_FLAGS | Vcpu.IF | 2;
    if ((flags & Vcpu.TF) != 0) {
      vcpu.request(Vcpu.PENDING_TRACE);
    }
    vcpu.halted = false;
    vcpu.interruptShadow = false;
    vcpu.dr[6] = 0xffff_0ff0L;
    resetSegments(from.get(JAVA_SHORT_UNALIGNED, StateRecord.SELECTORS));
    loadSegment(FS, from, StateRecord.DATA_SELECTORS + 4, StateRecord.FS_BASE);
    loadSegment(GS, from, StateRecord.DATA_SELECTORS + 6, StateRecord.GS_BASE);
    vcpu.refreshMode();
    loadFloats(from);
    MemorySegment.copy(from, StateRecord.WINDOW, window, 0, StateRecord.WINDOW_BYTES);
  }

  private void loadSegment(int segment, MemorySegment from, int selectorAt, int baseAt) {
    int selector = from.get(JAVA_SHORT_UNALIGNED, selectorAt);
    if (selector != 0) {
      SegmentRegisters.set(vcpu, segment, selector, 0, 0xffff_ffffL, 0xc0f3);
    }
    vcpu.segmentBase[segment] = from.get(JAVA_LONG_UNALIGNED, baseAt);
  }

  private void loadFloats(MemorySegment from) {
    X87State x87 = vcpu.x87;
    x87.setControlWord(from.get(JAVA_SHORT_UNALIGNED, StateRecord.FCW) & 0xffff);
    x87.setStatusWord(from.get(JAVA_SHORT_UNALIGNED, StateRecord.FSW) & 0xffff);
    x87.empty = ~from.get(JAVA_SHORT_UNALIGNED, StateRecord.TAGS) & 0xff;
    x87.opcode = from.get(JAVA_SHORT_UNALIGNED, StateRecord.FOP) & 0x7ff;
    x87.instructionPointer = from.get(JAVA_LONG_UNALIGNED, StateRecord.FIP);
    x87.dataPointer = from.get(JAVA_LONG_UNALIGNED, StateRecord.FDP);
    for (int i = 0; i < 8; i++) {
      int register = x87.register(i);
      int at = StateRecord.STACK + 16 * i;
      x87.significand[register] = from.get(JAVA_LONG_UNALIGNED, at);
      x87.signExponent[register] = from.get(JAVA_SHORT_UNALIGNED, at + 8) & 0xffff;
    }
    vcpu.mxcsr = from.get(JAVA_INT_UNALIGNED, StateRecord.MXCSR);
    for (int i = 0; i < 64; i++) {
      vcpu.vector[i] = from.get(JAVA_LONG_UNALIGNED, StateRecord.lane(i >> 2, i & 3));
    }
  }

  private void save(MemorySegment to) {
    for (int i = 0; i < 16; i++) {
      to.set(JAVA_LONG_UNALIGNED, StateRecord.GENERAL[i], vcpu.general(i));
    }
    if (selector(CS) == LinuxDescriptors.USER_CODE_32) {
      // as an exception from compatibility mode pushes it
      to.set(
          JAVA_LONG_UNALIGNED,
          StateRecord.GENERAL[Vcpu.RSP],
          vcpu.general(Vcpu.RSP) & 0xffff_ffffL);
    }
    to.set(JAVA_LONG_UNALIGNED, StateRecord.RIP, vcpu.rip);
    to.set(JAVA_LONG_UNALIGNED, StateRecord.RFLAGS, vcpu.rflags());
    to.set(JAVA_LONG_UNALIGNED, StateRecord.SELECTORS, selector(CS) | selector(SS) << 48);
    long data = selector(DS) | selector(ES) << 16 | selector(FS) << 32 | selector(GS) << 48;
    to.set(JAVA_LONG_UNALIGNED, StateRecord.DATA_SELECTORS, data);
    to.set(JAVA_LONG_UNALIGNED, StateRecord.FS_BASE, vcpu.segmentBase[FS]);
    to.set(JAVA_LONG_UNALIGNED, StateRecord.GS_BASE, vcpu.segmentBase[GS]);
    int vector = exception.vector();
    to.set(JAVA_LONG_UNALIGNED, StateRecord.VECTOR, vector < 0 ? StateRecord.TIMED_OUT : vector);
    to.set(JAVA_LONG_UNALIGNED, StateRecord.ERROR, error(vector));
    to.set(JAVA_LONG_UNALIGNED, StateRecord.CR2, vcpu.cr2);
    saveFloats(to);
    MemorySegment.copy(window, 0, to, StateRecord.WINDOW, StateRecord.WINDOW_BYTES);
  }

  /** As the return from the kernel leaves it: of a null selector, 0. SDM Vol. 2A, IRET. */
  private long selector(int segment) {
    int selector = vcpu.segmentSelector[segment];
    return selector < 4 ? 0 : selector;
  }

  /** Linux tells programs that what is not theirs of the address space is present. */
  private int error(int vector) {
    boolean kernel = vector == GuestFault.PF && Long.compareUnsigned(vcpu.cr2, USER_END) >= 0;
    return exception.error() | (kernel ? 1 : 0);
  }

  private void saveFloats(MemorySegment to) {
    X87State x87 = vcpu.x87;
    to.set(JAVA_SHORT_UNALIGNED, StateRecord.FCW, (short) x87.control);
    to.set(JAVA_SHORT_UNALIGNED, StateRecord.FSW, (short) x87.statusWord());
    to.set(JAVA_SHORT_UNALIGNED, StateRecord.TAGS, (short) (~x87.empty & 0xff));
    to.set(JAVA_SHORT_UNALIGNED, StateRecord.FOP, (short) x87.opcode);
    to.set(JAVA_LONG_UNALIGNED, StateRecord.FIP, x87.instructionPointer);
    to.set(JAVA_LONG_UNALIGNED, StateRecord.FDP, x87.dataPointer);
    for (int i = 0; i < 8; i++) {
      int register = x87.register(i);
      int at = StateRecord.STACK + 16 * i;
      to.set(JAVA_LONG_UNALIGNED, at, x87.significand[register]);
      to.set(JAVA_LONG_UNALIGNED, at + 8, x87.signExponent[register]);
    }
    to.set(JAVA_INT_UNALIGNED, StateRecord.MXCSR, vcpu.mxcsr);
    for (int i = 0; i < 64; i++) {
      to.set(JAVA_LONG_UNALIGNED, StateRecord.lane(i >> 2, i & 3), vcpu.vector[i]);
    }
  }

  @Override
  public void close() {
    mmu.close();
    memory.close();
  }
}
