package org.kvas.runtime.lockstep;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.kvas.devices.MmioDevice;
import org.kvas.runtime.cache.CodePages;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.GuestRam;
import org.kvas.runtime.mmu.MemoryRegion;
import org.kvas.runtime.mmu.SoftwareMmu;
import org.kvas.runtime.trap.SegmentRegisters;
import org.kvas.runtime.vcpu.CpuModel;
import org.kvas.runtime.vcpu.Engine;
import org.kvas.runtime.vcpu.Engines;
import org.kvas.runtime.vcpu.InterruptSource;
import org.kvas.runtime.vcpu.PortBus;
import org.kvas.runtime.vcpu.SteppedEngine;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.VcpuState;

/**
 * A processor in real-address mode whose ports, clock and device give another value each time, and
 * that other threads may interrupt.
 */
final class LockstepGuest implements AutoCloseable {
  static final int CODE = 0x1000;
  static final int STACK = 0x3000;

  /** A port write here lets the bus master write to {@link #DMA}. */
  static final int DMA_PORT = 0x10;

  static final int DMA = 0x6000;

  /** A port write here opens or closes A20. */
  static final int A20_PORT = 0x92;

  /** A page of device registers. */
  static final int DEVICE = 0x8000;

  static final int VECTOR = 0x20;
  private static final int REAL_MODE_SEGMENT = 0x93;

  final GuestRam ram = new GuestRam(2 << 20);
  final AddressSpace space = new AddressSpace();
  final Vcpu vcpu;
  final AtomicInteger interrupts = new AtomicInteger();
  private final CodePages codePages = new CodePages(space);
  private final SoftwareMmu mmu = new SoftwareMmu(space, codePages);
  private final Engine engine;
  private int accesses;

  /**
   * @param tampering what stands around the translator
   */
  LockstepGuest(int threshold, UnaryOperator<SteppedEngine> tampering) {
    space.map(new MemoryRegion.Ram(0, ram));
    space.map(AddressSpace.LAYER_CHIPSET, new MemoryRegion.Mmio(DEVICE, 0x1000, new Counter()));
    vcpu = new Vcpu(0, CpuModel.parse("x86-64-v2"), mmu, new Ports());
    mmu.attach(vcpu);
    for (int segment = VcpuState.ES; segment <= VcpuState.GS; segment++) {
      SegmentRegisters.set(vcpu, segment, 0, 0, 0xffff, REAL_MODE_SEGMENT);
    }
    vcpu.idtLimit = 0x3ff;
    vcpu.rip = CODE;
    vcpu.setGeneral(VcpuState.RSP, STACK);
    vcpu.clock = () -> accesses++ * 1_000_003L;
    vcpu.interrupts = new Requests();
    vcpu.refreshMode();
    var engines = new Engines();
    var lockstep =
        new Lockstep(
            engines,
            (cpu, mmu, space, pages) ->
                tampering.apply(engines.translator(cpu, mmu, space, pages, threshold, true)));
    engine = lockstep.engine(vcpu, mmu, space, codePages);
  }

  LockstepGuest code(byte[] code) {
    space.write(CODE, code, 0, code.length);
    return this;
  }

  /** The real-mode interrupt vector. */
  void vector(int number, int address) {
    space.write(4L * number, 4, address);
  }

  void run() {
    engine.run(vcpu);
  }

  void verify() {
    engine.verify();
  }

  @Override
  public void close() {
    engine.close();
    mmu.close();
    ram.close();
  }

  private final class Counter implements MmioDevice {
    @Override
    public long read(long offset, int size) {
      return accesses++ * 0x9e37_79b9L;
    }

    @Override
    public void write(long offset, int size, long value) {
      accesses += (int) value;
    }
  }

  private final class Ports implements PortBus {
    @Override
    public int read(int port, int size) {
      return accesses++ * 77;
    }

    @Override
    public void write(int port, int size, int value) {
      if (port == DMA_PORT) {
        byte[] bytes = {(byte) value, (byte) accesses, (byte) (accesses >> 8)};
        space.write(DMA, bytes, 0, bytes.length);
      } else if (port == A20_PORT) {
        space.setA20((value & 2) != 0);
      }
    }
  }

  private final class Requests implements InterruptSource {
    @Override
    public boolean isPending() {
      return interrupts.get() > 0;
    }

    @Override
    public int acknowledge() {
      return interrupts.getAndUpdate(waiting -> Math.max(0, waiting - 1)) > 0 ? VECTOR : -1;
    }
  }
}
