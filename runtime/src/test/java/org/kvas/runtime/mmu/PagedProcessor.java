package org.kvas.runtime.mmu;

import org.kvas.runtime.cache.CodePages;
import org.kvas.runtime.trap.ControlBits;
import org.kvas.runtime.vcpu.CpuModel;
import org.kvas.runtime.vcpu.PortBus;
import org.kvas.runtime.vcpu.Vcpu;

/** A processor with 1 MiB of RAM and 32-bit paging: 32 MiB of linear addresses can be mapped. */
final class PagedProcessor implements AutoCloseable {
  static final int PRESENT = 1;
  static final int WRITABLE = 2;
  static final int USER = 4;
  static final int ACCESSED = 1 << 5;
  static final int DIRTY = 1 << 6;
  static final int GLOBAL = 1 << 8;

  static final int DIRECTORY = 0x1_0000;
  static final int TABLES = 0x1_1000;
  private static final int FRAMES = 0xf_f000;

  private static final PortBus NO_PORTS =
      new PortBus() {
        @Override
        public int read(int port, int size) {
          throw new AssertionError();
        }

        @Override
        public void write(int port, int size, int value) {
          throw new AssertionError();
        }
      };

  final AddressSpace space = new AddressSpace();
  final CodePages codePages = new CodePages(space);
  final SoftwareMmu mmu = new SoftwareMmu(space, codePages);
  final Vcpu vcpu = new Vcpu(0, CpuModel.parse("x86-64-v2"), mmu, NO_PORTS);
  private final GuestRam ram = new GuestRam(1 << 20);

  PagedProcessor() {
    space.map(new MemoryRegion.Ram(0, ram));
    mmu.attach(vcpu);
    for (int i = 0; i < 8; i++) {
      space.write(DIRECTORY + 4L * i, 4, TABLES + 4096 * i | PRESENT | WRITABLE | USER | ACCESSED);
    }
    vcpu.cr3 = DIRECTORY;
    vcpu.cr0 = ControlBits.CR0_PG | 1;
    vcpu.cr4 = ControlBits.CR4_PGE;
    vcpu.refreshMode();
  }

  /** Maps a page to the frame of the same address, modulo the size of RAM. */
  void map(int page, int flags) {
    map(page, page & FRAMES, flags);
  }

  void map(int page, int frame, int flags) {
    space.write(entryOf(page), 4, frame | flags);
  }

  /** Physical address of the entry that maps a page. */
  static long entryOf(int page) {
    return TABLES + 4L * (page >> 12);
  }

  @Override
  public void close() {
    mmu.close();
    ram.close();
  }
}
