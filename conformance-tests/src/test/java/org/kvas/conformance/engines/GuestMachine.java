package org.kvas.conformance.engines;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.kvas.conformance.engines.GuestImage.Event;
import org.kvas.conformance.engines.GuestImage.Paging;
import org.kvas.runtime.cache.CodePage;
import org.kvas.runtime.cache.CodePages;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.GuestRam;
import org.kvas.runtime.mmu.MemoryRegion;
import org.kvas.runtime.mmu.SoftwareMmu;
import org.kvas.runtime.trap.EventKind;
import org.kvas.runtime.trap.HvmTrapPolicy;
import org.kvas.runtime.trap.TrapPolicy;
import org.kvas.runtime.vcpu.BoundedEngine;
import org.kvas.runtime.vcpu.CpuModel;
import org.kvas.runtime.vcpu.Engines;
import org.kvas.runtime.vcpu.PortBus;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.VcpuState;

/** A processor with one engine in a {@link GuestImage}. */
final class GuestMachine implements AutoCloseable {
  private static final int MOST_EXCEPTIONS = 60;

  private final GuestImage image;
  private final GuestRam ram = new GuestRam(GuestImage.TOTAL);
  private final AddressSpace space = new AddressSpace();
  private final SoftwareMmu mmu;
  private final BoundedEngine engine;
  private final List<String> exceptions = new ArrayList<>();
  final Vcpu vcpu;

  GuestMachine(GuestImage image, CpuModel model, Engines engines, boolean translates) {
    this.image = image;
    space.map(new MemoryRegion.Ram(0, ram));
    ram.write(0, image.memory, 0, image.memory.length);
    CodePages codePages = new CodePages(space);
    mmu = new SoftwareMmu(space, codePages);
    vcpu = new Vcpu(0, model, mmu, new BusMasterPorts());
    mmu.attach(vcpu);
    vcpu.trapPolicy = new Handler();
    engine =
        translates
            ? engines.translator(vcpu, mmu, space, codePages, image.threshold, true)
            : engines.interpreter(vcpu, mmu, space, codePages);
    image.load(vcpu);
  }

  /**
   * Runs so many instructions; a halted processor goes on. False when it has had enough of
   * exceptions.
   */
  boolean run(int instructions) {
    long end = vcpu.instructions + instructions;
    while (vcpu.instructions < end && !isDone() && (vcpu.pending & Vcpu.PENDING_EVENT) == 0) {
      engine.run(vcpu, end - vcpu.instructions);
      vcpu.halted = false;
    }
    return !isDone();
  }

  boolean isDone() {
    return exceptions.size() >= MOST_EXCEPTIONS;
  }

  void happens(Event event) {
    switch (event) {
      case Event.Write write ->
          space.write(write.address(), write.bytes(), 0, write.bytes().length);
      case Event.Remap remap -> {
        int size = image.paging == Paging.TWO_LEVELS ? 4 : 8;
        space.write(GuestImage.entryAddress(image.paging, remap.page()), size, remap.entry());
        mmu.flushPage((long) remap.page() << 12);
      }
    }
  }

  /** Physical address of the next instruction, or -1. */
  long position() {
    long linear =
        image.codeBits == 64 ? vcpu.rip : vcpu.segmentBase[VcpuState.CS] + vcpu.rip & 0xffff_ffffL;
    CodePage page = mmu.peekPage(linear);
    return page == null ? -1 : page.physical | linear & 0xfff;
  }

  List<String> exceptions() {
    return exceptions;
  }

  byte[] memory() {
    byte[] bytes = new byte[GuestImage.TOTAL];
    ram.read(0, bytes, 0, bytes.length);
    return bytes;
  }

  @Override
  public void close() {
    mmu.close();
    ram.close();
  }

  /** Notes exceptions, maps pages on demand, and goes on elsewhere. */
  private final class Handler implements TrapPolicy {
    @Override
    public void exception(Vcpu cpu, GuestFault fault) {
      exceptions.add(
          "%s cr2 %x rip %x after %d"
              .formatted(fault.getMessage(), cpu.cr2, cpu.rip, cpu.instructions));
      leave(cpu, fault);
    }

    private void leave(Vcpu cpu, GuestFault fault) {
      cpu.instructions++;
      cpu.systemFlags &= ~VcpuState.TF;
      if (fault.vector() == GuestFault.PF && (fault.errorCode() & 1) == 0 && maps(cpu.cr2)) {
        return;
      }
      cpu.rip = image.landings[exceptions.size() % image.landings.length];
      if (isDone()) {
        cpu.request(Vcpu.PENDING_EVENT);
      }
    }

    private boolean maps(long linear) {
      ByteBuffer memory = ByteBuffer.wrap(memory()).order(ByteOrder.LITTLE_ENDIAN);
      int at = GuestImage.entryAddress(image.paging, linear, memory);
      int entry = memory.getInt(at);
      if ((entry & GuestImage.ON_DEMAND) == 0 || (entry & 1) != 0) {
        return false;
      }
      space.write(at, 4, entry | 1);
      return true;
    }

    @Override
    public void softwareInterrupt(Vcpu cpu, int vector, EventKind kind, long next) {
      exceptions.add("interrupt %d rip %x".formatted(vector, next));
      cpu.rip = next;
      leave(cpu, new GuestFault(vector, -1));
    }

    @Override
    public void externalInterrupt(Vcpu cpu, int vector) {
      throw new AssertionError("nobody interrupts");
    }

    @Override
    public void nonMaskableInterrupt(Vcpu cpu) {
      throw new AssertionError("nobody interrupts");
    }

    @Override
    public void syscall(Vcpu cpu, long next) {
      HvmTrapPolicy.INSTANCE.syscall(cpu, next);
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
