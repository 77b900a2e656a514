package org.kvas.conformance.engines;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.cache.CodePage;
import org.kvas.runtime.cache.CodePages;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.GuestRam;
import org.kvas.runtime.mmu.MemoryRegion;
import org.kvas.runtime.mmu.SoftwareMmu;
import org.kvas.runtime.trap.TripleFault;
import org.kvas.runtime.vcpu.BoundedEngine;
import org.kvas.runtime.vcpu.CpuModel;
import org.kvas.runtime.vcpu.Engines;
import org.kvas.runtime.vcpu.InterruptSource;
import org.kvas.runtime.vcpu.PortBus;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Decoder;

/** A processor with one engine in a {@link GuestImage}. */
final class GuestMachine implements AutoCloseable {
  private final GuestImage image;
  private final GuestRam ram = new GuestRam(GuestImage.TOTAL);
  private final AddressSpace space = new AddressSpace();
  private final SoftwareMmu mmu;
  private final BoundedEngine engine;
  private final Decoder decoder;
  private final FaultHandler handler;
  private final Queue<Integer> interrupts = new ArrayDeque<>();
  private long time;
  private @Nullable TripleFault death;
  final Vcpu vcpu;

  GuestMachine(
      GuestImage image, CpuModel model, Decoder decoder, Engines engines, boolean translates) {
    this.image = image;
    this.decoder = decoder;
    space.map(new MemoryRegion.Ram(0, GuestImage.LOW, ram, 0));
    space.map(new MemoryRegion.Ram(GuestImage.HIGH, GuestImage.HIGH_BYTES, ram, GuestImage.LOW));
    ram.write(0, image.memory, 0, image.memory.length);
    CodePages codePages = new CodePages(space);
    mmu = new SoftwareMmu(space, codePages);
    vcpu = new Vcpu(0, model, mmu, new BusMasterPorts());
    mmu.attach(vcpu);
    vcpu.clock = () -> time += 1000;
    vcpu.random = () -> ++time * 0x9e3779b97f4a7c15L;
    vcpu.interrupts = new Requests();
    handler = new FaultHandler(this, image);
    vcpu.trapPolicy = handler;
    engine =
        translates
            ? engines.translator(vcpu, mmu, space, codePages, image.threshold, true)
            : engines.interpreter(vcpu, mmu, space, codePages);
    image.load(vcpu);
  }

  /**
   * Runs so many instructions; a halted processor goes on. False when it is dead or has had enough
   * of exceptions.
   */
  boolean run(int instructions) {
    long end = vcpu.instructions + instructions;
    try {
      while (vcpu.instructions < end && (vcpu.pending & Vcpu.PENDING_EVENT) == 0) {
        engine.run(vcpu, end - vcpu.instructions);
        vcpu.halted = false;
      }
    } catch (TripleFault fault) {
      death = fault;
    }
    return !isDone();
  }

  boolean isDone() {
    return death != null || handler.isDone();
  }

  void happens(Event event) {
    switch (event) {
      case Event.Write(int address, byte[] bytes) -> space.write(address, bytes, 0, bytes.length);
      case Event.Remap(int page, long entry) -> {
        int size = PageTables.entrySize(image.paging);
        space.write(PageTables.entryAddress(image.paging, page), size, entry);
        mmu.flushPage((long) page << 12);
      }
      case Event.Redirection(int landing, long[] general) -> {
        vcpu.setGenerals(general);
        vcpu.rip = image.landings[landing];
      }
      case Event.Interrupt(int vector) -> {
        // one at a time: when a second one comes through a trap gate is up to the processor
        if (interrupts.isEmpty()) {
          interrupts.add(vector);
        }
        vcpu.request(Vcpu.PENDING_INTERRUPT);
      }
      case Event.NonMaskable() -> vcpu.request(Vcpu.PENDING_NMI);
      case Event.Interruptibility(boolean enabled) -> {
        vcpu.systemFlags = vcpu.systemFlags & ~VcpuState.IF | (enabled ? VcpuState.IF : 0);
        if (enabled && !interrupts.isEmpty()) {
          vcpu.request(Vcpu.PENDING_INTERRUPT);
        }
      }
      case Event.A20(boolean open) -> space.setA20(open);
      case Event.Breakpoints(long[] addresses, long control) -> {
        System.arraycopy(addresses, 0, vcpu.dr, 0, addresses.length);
        vcpu.dr[7] = control;
        vcpu.request(Vcpu.PENDING_TRACE);
        vcpu.refreshMode();
      }
      case Event.SingleStep() -> {
        vcpu.systemFlags |= VcpuState.TF;
        vcpu.request(Vcpu.PENDING_TRACE);
      }
    }
  }

  /** Physical address of the next instruction, or -1. */
  long position() {
    return physical(
        ExecutionMode.codeBits(vcpu.mode) == 64
            ? vcpu.rip
            : vcpu.segmentBase[VcpuState.CS] + vcpu.rip & 0xffff_ffffL);
  }

  private long physical(long linear) {
    CodePage page = mmu.peekPage(linear);
    return page == null ? -1 : page.physical | linear & 0xfff;
  }

  FaultHandler exceptions() {
    return handler;
  }

  String death() {
    return death == null ? "alive" : String.valueOf(death.getMessage());
  }

  AddressSpace space() {
    return space;
  }

  SoftwareMmu mmu() {
    return mmu;
  }

  Decoder decoder() {
    return decoder;
  }

  GuestRam ram() {
    return ram;
  }

  /** Instructions that translated code has completed. */
  long inRegions() {
    return engine.translated();
  }

  @Override
  public void close() {
    mmu.close();
    ram.close();
  }

  /** Back to the segments, tables and control registers it started with. */
  void restoreSystem() {
    image.loadSystem(vcpu);
    mmu.flushAll();
    vcpu.refreshMode();
  }

  private final class Requests implements InterruptSource {
    @Override
    public boolean isPending() {
      return !interrupts.isEmpty();
    }

    @Override
    public int acknowledge() {
      Integer vector = interrupts.poll();
      return vector == null ? -1 : vector;
    }
  }

  /** A write to a port makes a bus master write to memory: in the middle of a run. */
  private final class BusMasterPorts implements PortBus {
    @Override
    public int read(int port, int size) {
      return port * 0x1010101;
    }

    @Override
    public void write(int port, int size, int value) {
      byte[] bytes = {(byte) value, (byte) (value >> 8), (byte) 0x90};
      space.write((long) port * 37 % (GuestImage.MEMORY - 8), bytes, 0, bytes.length);
    }
  }
}
