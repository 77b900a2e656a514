package org.kvas.benchmarks.guest;

import static org.kvas.translator.state.VcpuState.CS;
import static org.kvas.translator.state.VcpuState.ES;
import static org.kvas.translator.state.VcpuState.GS;
import static org.kvas.translator.state.VcpuState.RAX;
import static org.kvas.translator.state.VcpuState.RSP;
import static org.kvas.translator.state.VcpuState.TR;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.kvas.runtime.cache.CodePages;
import org.kvas.runtime.machine.Accelerator;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.GuestRam;
import org.kvas.runtime.mmu.MemoryRegion;
import org.kvas.runtime.mmu.SoftwareMmu;
import org.kvas.runtime.trap.ControlBits;
import org.kvas.runtime.trap.SegmentRegisters;
import org.kvas.runtime.vcpu.CpuModels;
import org.kvas.runtime.vcpu.Engine;
import org.kvas.runtime.vcpu.Engines;
import org.kvas.runtime.vcpu.PortBus;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/**
 * A processor with memory and nothing else, to run one {@link GuestLoop} again and again: 64-bit
 * mode, each linear address its physical address, by pages of 4 KiB that user code may use too.
 */
public final class BareProcessor implements AutoCloseable {
  /** For {@code LTR} and gates: ring 0. */
  static final int KERNEL_CODE = 0x08;

  static final int KERNEL_DATA = 0x10;

  /** SYSRET adds 8 for the stack segment and 16 for 64-bit code. SDM Vol. 2B, SYSRET. */
  static final int USER_BASE = 0x1b;

  private static final int TASK_STATE = 0x30;
  private static final int PAGE_FAULT = 14;
  private static final int PRESENT_WRITABLE_USER = 7;
  private static final long CODE_DESCRIPTOR = 0x00af_9b00_0000_ffffL;
  private static final long DATA_DESCRIPTOR = 0x00cf_9300_0000_ffffL;
  private static final long RING_3 = 3L << 45;
  private static final long INTERRUPT_GATE = 0x8e00L << 32;

  private final String name;
  private final long checksum;
  private final GuestRam ram = new GuestRam(Layout.MEMORY);
  private final SoftwareMmu mmu;
  private final Vcpu vcpu;
  private final Engine engine;

  public BareProcessor(GuestLoop loop, Accelerator accelerator) {
    name = loop.getClass().getSimpleName();
    checksum = loop.checksum();
    AddressSpace space = new AddressSpace();
    space.map(new MemoryRegion.Ram(0, ram));
    CodePages codePages = new CodePages(space);
    mmu = new SoftwareMmu(space, codePages);
    vcpu = new Vcpu(0, CpuModels.named(CpuModels.DEFAULT), mmu, new NoPorts());
    mmu.attach(vcpu);
    Engines engines = new Engines();
    engine =
        switch (accelerator) {
          case INTERPRETER -> engines.interpreter(vcpu, mmu, space, codePages);
          case TRANSLATOR -> engines.translator(vcpu, mmu, space, codePages);
          case LOCKSTEP -> throw new IllegalArgumentException("measures one engine");
        };
    fillMemory(loop);
  }

  /** Runs the program once; throws where its checksum is wrong. */
  public long run() {
    reset();
    engine.run(vcpu);
    long sum = vcpu.general(RAX);
    if (!vcpu.halted || sum != checksum) {
      throw new IllegalStateException(
          "%s left 0x%x, not 0x%x, at 0x%x".formatted(name, sum, checksum, vcpu.rip));
    }
    return sum;
  }

  /** How often the guest's accesses missed the TLB so far. */
  public long walks() {
    return vcpu.counters.walks;
  }

  @Override
  public void close() {
    engine.close();
    mmu.close();
    ram.close();
  }

  private void reset() {
    vcpu.cr0 = ControlBits.CR0_PE | ControlBits.CR0_PG | ControlBits.CR0_NE | ControlBits.CR0_ET;
    vcpu.cr3 = Layout.PML4;
    vcpu.cr4 = ControlBits.CR4_PAE | ControlBits.CR4_OSFXSR | ControlBits.CR4_OSXMMEXCPT;
    vcpu.efer = ControlBits.EFER_SCE | ControlBits.EFER_LME | ControlBits.EFER_LMA;
    vcpu.cpl = 0;
    for (int segment = ES; segment <= GS; segment++) {
      SegmentRegisters.set(vcpu, segment, KERNEL_DATA, 0, 0xffff_ffffL, 0xc093);
    }
    SegmentRegisters.set(vcpu, CS, KERNEL_CODE, 0, 0xffff_ffffL, 0xa09b);
    SegmentRegisters.set(vcpu, TR, TASK_STATE, Layout.TSS, 0x67, 0x8b);
    vcpu.gdtBase = Layout.GDT;
    vcpu.gdtLimit = TASK_STATE + 15;
    vcpu.idtBase = Layout.IDT;
    vcpu.idtLimit = 0xfff;
    vcpu.setGenerals(new long[16]);
    vcpu.setGeneral(RSP, Layout.KERNEL_STACK_TOP);
    vcpu.systemFlags = 2;
    vcpu.rip = Layout.CODE;
    vcpu.halted = false;
    vcpu.refreshMode();
  }

  // Memory

  private void fillMemory(GuestLoop loop) {
    ByteBuffer memory = ByteBuffer.allocate(Layout.MEMORY).order(ByteOrder.LITTLE_ENDIAN);
    Assembler a = new Assembler(64, Layout.CODE);
    Label pageFault = a.label("pageFault");
    loop.program(a);
    loop.pageFaultHandler(a, pageFault);
    memory.put(Layout.CODE, a.assemble());
    descriptors(memory, pageFault.address());
    pageTables(memory);
    for (int i = 0; i < Layout.WORDS; i++) {
      memory.putLong(Layout.DATA + 8 * i, Layout.word(i));
    }
    for (int i = 0; i < Layout.PAGES; i++) {
      memory.putLong(Layout.FIRST_PAGE + Layout.PAGE * i, Layout.word(i));
    }
    ram.write(0, memory.array(), 0, Layout.MEMORY);
  }

  private static void descriptors(ByteBuffer memory, long pageFault) {
    memory.putLong(Layout.GDT + KERNEL_CODE, CODE_DESCRIPTOR);
    memory.putLong(Layout.GDT + KERNEL_DATA, DATA_DESCRIPTOR);
    memory.putLong(Layout.GDT + (USER_BASE & ~3) + 8, DATA_DESCRIPTOR | RING_3);
    memory.putLong(Layout.GDT + (USER_BASE & ~3) + 16, CODE_DESCRIPTOR | RING_3);
    long gate =
        pageFault & 0xffff | KERNEL_CODE << 16 | INTERRUPT_GATE | (pageFault & 0xffff_0000L) << 32;
    memory.putLong(Layout.IDT + 16 * PAGE_FAULT, gate);
    memory.putLong(Layout.TSS + 4, Layout.KERNEL_STACK_TOP);
  }

  private static void pageTables(ByteBuffer memory) {
    memory.putLong(Layout.PML4, Layout.PML4 + Layout.PAGE | PRESENT_WRITABLE_USER);
    memory.putLong(
        Layout.PML4 + Layout.PAGE, Layout.PML4 + 2 * Layout.PAGE | PRESENT_WRITABLE_USER);
    for (int i = 0; i < Layout.MEMORY >> 21; i++) {
      memory.putLong(
          Layout.PML4 + 2 * Layout.PAGE + 8 * i,
          Layout.PAGE_TABLES + Layout.PAGE * i | PRESENT_WRITABLE_USER);
    }
    for (int at = 0; at < Layout.MEMORY; at += Layout.PAGE) {
      memory.putLong(Layout.pageTableEntry(at), at | PRESENT_WRITABLE_USER);
    }
  }

  /** The programs use no ports. */
  private static final class NoPorts implements PortBus {
    @Override
    public int read(int port, int size) {
      return -1;
    }

    @Override
    public void write(int port, int size, int value) {}
  }
}
