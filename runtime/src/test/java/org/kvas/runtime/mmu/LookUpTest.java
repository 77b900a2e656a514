package org.kvas.runtime.mmu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.runtime.mmu.PagedProcessor.ACCESSED;
import static org.kvas.runtime.mmu.PagedProcessor.DIRECTORY;
import static org.kvas.runtime.mmu.PagedProcessor.DIRTY;
import static org.kvas.runtime.mmu.PagedProcessor.PRESENT;
import static org.kvas.runtime.mmu.PagedProcessor.TABLES;
import static org.kvas.runtime.mmu.PagedProcessor.USER;
import static org.kvas.runtime.mmu.PagedProcessor.WRITABLE;
import static org.kvas.runtime.mmu.PagedProcessor.entryOf;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvas.devices.MmioDevice;
import org.kvas.runtime.cache.Block;
import org.kvas.runtime.cache.BlockEnd;
import org.kvas.runtime.cache.CodePages;
import org.kvas.runtime.trap.ControlBits;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.HostMemory;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;

/**
 * Looking a page up for translated code: it fills the TLB where the guest cannot notice, and leaves
 * everything else, with the page tables as they are, to the access itself.
 */
class LookUpTest {
  private static final int PAGE = 0x5_0000;
  private static final int FRAME = 0x8_0000;
  private static final int DEVICE = 0xa_0000;

  private static final int ALL = PRESENT | WRITABLE | ACCESSED | DIRTY;

  private static final long UNTOUCHED_CR2 = 0x1234;
  private static final int LAST_OF_4 = 3;

  private final PagedProcessor processor = new PagedProcessor();
  private final AddressSpace space = processor.space;
  private final CodePages codePages = processor.codePages;
  private final SoftwareMmu mmu = processor.mmu;
  private final Vcpu vcpu = processor.vcpu;

  @BeforeEach
  void addDevice() {
    space.map(
        AddressSpace.LAYER_CHIPSET,
        new MemoryRegion.Mmio(
            DEVICE,
            0x1000,
            new MmioDevice() {
              @Override
              public long read(long offset, int size) {
                throw new AssertionError();
              }

              @Override
              public void write(long offset, int size, long value) {
                throw new AssertionError();
              }
            }));
    vcpu.cr2 = UNTOUCHED_CR2;
    vcpu.cr0 |= ControlBits.CR0_WP;
    vcpu.refreshMode();
  }

  @AfterEach
  void release() {
    processor.close();
  }

  private void map(int page, int frame, int flags) {
    processor.map(page, frame, flags);
  }

  private static long tlbEntry(long table, int page) {
    return table + ((long) page >>> VcpuState.TLB_SHIFT & VcpuState.TLB_OFFSET_MASK);
  }

  private boolean isReadInTlb(int page) {
    return vcpu.hostForRead(page, 1) != 0;
  }

  private boolean isWrittenInTlb(int page) {
    return vcpu.hostForWrite(page, 1) != 0;
  }

  /** Nothing was found, and nothing is different. */
  private void assertNothing(int at, int last, boolean write, int flags) {
    map(PAGE, FRAME, flags);
    assertThat(mmu.lookUp(at, last, write)).isZero();
    assertThat(space.read(entryOf(PAGE), 4)).isEqualTo(FRAME | flags);
    assertThat(vcpu.cr2).isEqualTo(UNTOUCHED_CR2);
    assertThat(write ? isWrittenInTlb(PAGE) : isReadInTlb(PAGE)).isFalse();
  }

  @Test
  void aPageThatWasReadBefore() {
    map(PAGE, FRAME, PRESENT | WRITABLE | ACCESSED);
    space.write(FRAME + 0x123, 4, 0x1122_3344);
    long host = mmu.lookUp(PAGE + 0x123, LAST_OF_4, false);
    assertThat(host).isEqualTo(space.hostPage(FRAME, false) + 0x123);
    assertThat(HostMemory.getInt(host)).isEqualTo(0x1122_3344);
    assertThat(vcpu.hostForRead(PAGE + 0x123, 4)).isEqualTo(host);
    assertThat(HostMemory.getLong(tlbEntry(vcpu.readTlb, PAGE))).isEqualTo(PAGE);
    assertThat(isWrittenInTlb(PAGE)).as("would set the dirty flag").isFalse();
  }

  @Test
  void aPageThatWasWrittenBefore() {
    map(PAGE, FRAME, ALL);
    long host = mmu.lookUp(PAGE + 0xffc, LAST_OF_4, true);
    assertThat(host).isEqualTo(space.hostPage(FRAME, true) + 0xffc);
    assertThat(vcpu.hostForWrite(PAGE + 0xffc, 4)).isEqualTo(host);
  }

  @Test
  void withoutPagingAddressesArePhysical() {
    vcpu.cr0 = 1;
    vcpu.refreshMode();
    assertThat(mmu.lookUp(FRAME, LAST_OF_4, true)).isEqualTo(space.hostPage(FRAME, true));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theAccessedFlagWouldBeSet(boolean write) {
    assertNothing(PAGE, LAST_OF_4, write, ALL & ~ACCESSED);
  }

  @Test
  void theAccessedFlagOfTheDirectoryWouldBeSet() {
    space.write(DIRECTORY, 4, TABLES | PRESENT | WRITABLE);
    assertNothing(PAGE, LAST_OF_4, false, ALL);
    assertThat(space.read(DIRECTORY, 4)).isEqualTo(TABLES | PRESENT | WRITABLE);
  }

  @Test
  void theDirtyFlagWouldBeSet() {
    assertNothing(PAGE, LAST_OF_4, true, ALL & ~DIRTY);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void thePageIsAbsent(boolean write) {
    assertNothing(PAGE, LAST_OF_4, write, ALL & ~PRESENT);
  }

  @Test
  void thePageIsProtectedFromWrites() {
    assertNothing(PAGE, LAST_OF_4, true, ALL & ~WRITABLE);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void thePageIsTheSupervisors(boolean write) {
    vcpu.cpl = 3;
    vcpu.refreshMode();
    assertNothing(PAGE, LAST_OF_4, write, ALL);
    map(PAGE, FRAME, ALL | USER);
    assertThat(mmu.lookUp(PAGE, LAST_OF_4, write)).isNotZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theAccessCrossesPages(boolean write) {
    map(PAGE + 0x1000, FRAME + 0x1000, ALL);
    assertNothing(PAGE + 0xffd, LAST_OF_4, write, ALL);
    assertThat(isReadInTlb(PAGE + 0x1000)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void thePageIsADevices(boolean write) {
    map(PAGE, DEVICE, ALL);
    assertThat(mmu.lookUp(PAGE, LAST_OF_4, write)).isZero();
    assertThat(isReadInTlb(PAGE)).isFalse();
    assertThat(isWrittenInTlb(PAGE)).isFalse();
  }

  @Test
  void aPageOfCodeIsReadButNotWritten() {
    codePages.add(
        codePages.page(FRAME),
        new Block(0x80, 0, new Operation[1], new short[] {0, 1}, BlockEnd.STRAIGHT, null, null));
    map(PAGE, FRAME, ALL);
    assertThat(mmu.lookUp(PAGE, LAST_OF_4, true)).isZero();
    assertThat(isWrittenInTlb(PAGE)).isFalse();
    assertThat(mmu.lookUp(PAGE, LAST_OF_4, false)).isEqualTo(space.hostPage(FRAME, false));
  }

  @Test
  void accessesThatAreAllLookedAt() {
    map(PAGE, FRAME, ALL | USER);
    vcpu.cpl = 3;
    vcpu.cr0 |= 1 << 18; // AM
    vcpu.systemFlags |= VcpuState.AC;
    vcpu.refreshMode();
    assertThat(mmu.lookUp(PAGE, LAST_OF_4, false)).isZero();
    assertThat(mmu.lookUp(PAGE, LAST_OF_4, true)).isZero();
  }
}
