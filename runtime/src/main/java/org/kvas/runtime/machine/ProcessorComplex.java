package org.kvas.runtime.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.kvas.devices.IrqLine;
import org.kvas.devices.MmioDevice;
import org.kvas.devices.apic.ApicBus;
import org.kvas.devices.apic.LocalApic;
import org.kvas.devices.apic.ProcessorPins;
import org.kvas.devices.chipset.DualPic;
import org.kvas.runtime.cache.CodePages;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.MemoryRegion;
import org.kvas.runtime.mmu.SoftwareMmu;
import org.kvas.runtime.vcpu.InterruptSource;
import org.kvas.runtime.vcpu.PortBus;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.x86.decode.Feature;

/**
 * The processors of a board with their MMUs and local APICs, and the two buses between them: memory
 * and interrupt messages.
 */
final class ProcessorComplex implements AutoCloseable {
  private static final long APIC_PAGE = 4096;
  private static final int SPURIOUS = 0xff;

  private final EventLoop loop;
  private final AddressSpace space;
  private final CodePages codePages;
  private final ApicBus apicBus = new ApicBus();
  private final List<SoftwareMmu> mmus = new ArrayList<>();
  private final List<LocalApic> apics = new ArrayList<>();
  private final List<Processor> processors = new ArrayList<>();
  private List<MemoryRegion> apicPages = List.of();

  ProcessorComplex(Parts parts, EventLoop loop, AddressSpace space, PortBus ports) {
    this.loop = loop;
    this.space = space;
    codePages = new CodePages(space);
    space.onBusMasterWrite(codePages);
    for (int id = 0; id < parts.configuration().cpuCount(); id++) {
      add(id, parts, ports);
    }
    space.onChange(() -> mmus.forEach(SoftwareMmu::flushAll));
    codePages.whenRewritten(() -> processors.forEach(processor -> processor.vcpu().blockLimit = 0));
  }

  private void add(int id, Parts parts, PortBus ports) {
    var mmu = new SoftwareMmu(space, codePages);
    var vcpu = new Vcpu(id, parts.model(), mmu, ports);
    mmu.attach(vcpu);
    mmus.add(mmu);
    vcpu.clock = loop.clock()::now;
    vcpu.processorCount = parts.configuration().cpuCount();
    ProcessorReset.powerOn(vcpu);
    processors.add(new Processor(vcpu, parts.engines().create(vcpu, mmu, space, codePages)));
  }

  /**
   * Gives every processor a local APIC, if the model has one, and the boot processor the interrupts
   * of the 8259s.
   */
  void attachApics(DualPic pic) {
    if (!boot().model.has(Feature.APIC)) {
      boot().interrupts = new PicPort(pic);
      return;
    }
    addApics(pic::acknowledge);
    // What INTR does before firmware or an operating system has programmed the APIC.
    apics.getFirst().enterVirtualWireMode();
  }

  /** For a board without 8259s. */
  void attachApics() {
    if (!boot().model.has(Feature.APIC)) {
      throw new IllegalArgumentException(
          "-machine microvm needs a processor with an APIC, and "
              + boot().model.name()
              + " has none");
    }
    addApics(() -> SPURIOUS);
  }

  private void addApics(IntSupplier externalAcknowledge) {
    for (Processor processor : processors) {
      Vcpu vcpu = processor.vcpu();
      var apic =
          new LocalApic(
              vcpu.id,
              vcpu.id == 0,
              loop.clock(),
              apicBus,
              new Pins(processor),
              externalAcknowledge);
      apicBus.attach(apic);
      apics.add(apic);
      var port = new LocalApicPort(apic, vcpu, this::mapApics);
      vcpu.interrupts = port;
      vcpu.apic = port;
    }
    mapApics();
  }

  /** One page wherever IA32_APIC_BASE of any processor points. SDM Vol. 3A, 11.4.5. */
  private void mapApics() {
    List<Long> bases = apics.stream().map(LocalApic::address).distinct().sorted().toList();
    if (!bases.equals(apicPages.stream().map(MemoryRegion::base).toList())) {
      List<MemoryRegion> pages = new ArrayList<>();
      bases.forEach(base -> pages.add(new MemoryRegion.Mmio(base, APIC_PAGE, new OwnApic(base))));
      space.remap(AddressSpace.LAYER_CHIPSET, apicPages, pages);
      apicPages = pages;
    }
  }

  /** Where INTR of the 8259s leads. */
  IrqLine interruptPin() {
    return level -> {
      if (!apics.isEmpty()) {
        apics.getFirst().lint0().set(level);
      } else if (level) {
        boot().request(Vcpu.PENDING_INTERRUPT);
      }
    };
  }

  List<Processor> processors() {
    return processors;
  }

  private Vcpu boot() {
    return processors.getFirst().vcpu();
  }

  ApicBus apicBus() {
    return apicBus;
  }

  CodePages codePages() {
    return codePages;
  }

  void flushTranslations() {
    mmus.forEach(SoftwareMmu::flushAll);
  }

  @Override
  public void close() {
    processors.forEach(processor -> processor.engine().close());
    mmus.forEach(SoftwareMmu::close);
  }

  /** INTR of a processor without a local APIC. */
  private record PicPort(DualPic pic) implements InterruptSource {
    @Override
    public boolean isPending() {
      return pic.isPending();
    }

    @Override
    public int acknowledge() {
      return pic.isPending() ? pic.acknowledge() : -1;
    }
  }

  /** A local APIC's wires to its processor. */
  private final class Pins implements ProcessorPins {
    private final Processor processor;

    Pins(Processor processor) {
      this.processor = processor;
    }

    @Override
    public void interruptRequest(boolean pending) {
      if (pending) {
        request(Vcpu.PENDING_INTERRUPT);
      } else {
        processor.vcpu().clearRequest(Vcpu.PENDING_INTERRUPT);
      }
    }

    @Override
    public void nonMaskableInterrupt() {
      processor.vcpu().latchNmi();
      request(Vcpu.PENDING_NMI);
    }

    private void request(int bits) {
      if (loop.runs(processor.vcpu())) {
        processor.vcpu().requestAtOnce(bits);
      } else {
        processor.vcpu().request(bits);
        loop.wake(processor.vcpu());
      }
    }

    @Override
    public void init() {
      processor.initialize();
      loop.wake(processor.vcpu());
    }

    @Override
    public void startUp(int vector) {
      processor.startup(vector);
      loop.wake(processor.vcpu());
    }
  }

  /** An APIC page: each processor reaches its own APIC, if it is there. */
  private final class OwnApic implements MmioDevice {
    private final long base;

    OwnApic(long base) {
      this.base = base;
    }

    private LocalApic own() {
      return apics.get(loop.runningProcessor());
    }

    @Override
    public long read(long offset, int size) {
      LocalApic apic = own();
      return apic.address() == base ? apic.read(offset, size) : -1;
    }

    @Override
    public void write(long offset, int size, long value) {
      LocalApic apic = own();
      if (apic.address() == base) {
        apic.write(offset, size, value);
      }
    }
  }
}
