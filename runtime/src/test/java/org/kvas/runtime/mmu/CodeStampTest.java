package org.kvas.runtime.mmu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kvas.runtime.cache.CodePages;
import org.kvas.runtime.trap.ControlBits;
import org.kvas.runtime.vcpu.CpuModel;
import org.kvas.runtime.vcpu.PortBus;
import org.kvas.runtime.vcpu.Vcpu;

/** The stamp changes with the mappings of the code that is relied on, and stays otherwise. */
class CodeStampTest {
  private static final int DIRECTORY = 0x1_0000;
  private static final int TABLE = 0x1_1000;
  private static final int PRESENT = 1;
  private static final int ACCESSED = 1 << 5;
  private static final int GLOBAL = 1 << 8;
  private static final int PAGE = 0x5_0000;

  /** Pages that share PAGE's place among the recent ones: one of them is PAGE's neighbour there. */
  private static final int FURTHER_PAGES = 512;

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

  private final GuestRam ram = new GuestRam(1 << 20);
  private final AddressSpace space = new AddressSpace();
  private final SoftwareMmu mmu = new SoftwareMmu(space, new CodePages(space));
  private final Vcpu vcpu = new Vcpu(0, CpuModel.parse("x86-64-v2"), mmu, NO_PORTS);

  @BeforeEach
  void turnPagingOn() {
    space.map(new MemoryRegion.Ram(0, ram));
    mmu.attach(vcpu);
    for (int i = 0; i < 2; i++) {
      space.write(DIRECTORY + 4L * i, 4, TABLE + 4096 * i | PRESENT | ACCESSED);
    }
    vcpu.cr3 = DIRECTORY;
    vcpu.cr0 = ControlBits.CR0_PG | 1;
    vcpu.cr4 = ControlBits.CR4_PGE;
    vcpu.refreshMode();
  }

  @AfterEach
  void release() {
    mmu.close();
    ram.close();
  }

  private void map(int page, int flags) {
    space.write(TABLE + 4L * (page >> 12), 4, page & 0xf_ffff | flags);
  }

  /** Every other page takes a place among the recent ones. */
  private void fetchOthers() {
    for (int i = 0; i < FURTHER_PAGES; i++) {
      int page = PAGE + 0x1000 + 0x1000 * i;
      map(page, PRESENT | ACCESSED | GLOBAL);
      mmu.fetchPage(page);
    }
  }

  @Test
  void globalCodeStaysWhereItIsWhenTheAddressSpaceChanges() {
    map(PAGE, PRESENT | ACCESSED | GLOBAL);
    mmu.fetchPage(PAGE);
    mmu.rely(PAGE);
    long before = mmu.codeStamp();
    mmu.flushNonGlobal();
    assertThat(mmu.codeStamp()).isEqualTo(before);
  }

  @Test
  void globalCodeThatWasNotFetchedRecentlyIsKnownToBeGlobal() {
    map(PAGE, PRESENT | ACCESSED | GLOBAL);
    mmu.fetchPage(PAGE);
    fetchOthers();
    mmu.rely(PAGE);
    long before = mmu.codeStamp();
    mmu.flushNonGlobal();
    assertThat(mmu.codeStamp()).isEqualTo(before);
  }

  @Test
  void otherCodeDoesNot() {
    map(PAGE, PRESENT | ACCESSED);
    mmu.fetchPage(PAGE);
    mmu.rely(PAGE);
    long before = mmu.codeStamp();
    mmu.flushNonGlobal();
    assertThat(mmu.codeStamp()).isNotEqualTo(before);
  }

  @Test
  void aFlushOfItsPageIsSeenAndOneOfAnotherIsNot() {
    map(PAGE, PRESENT | ACCESSED | GLOBAL);
    mmu.fetchPage(PAGE);
    mmu.rely(PAGE);
    long before = mmu.codeStamp();
    mmu.flushPage(PAGE + 0x1000);
    assertThat(mmu.codeStamp()).isEqualTo(before);
    mmu.flushPage(PAGE);
    assertThat(mmu.codeStamp()).isNotEqualTo(before);
  }
}
