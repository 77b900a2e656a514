package org.kvas.runtime.mmu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.runtime.mmu.PagedProcessor.ACCESSED;
import static org.kvas.runtime.mmu.PagedProcessor.GLOBAL;
import static org.kvas.runtime.mmu.PagedProcessor.PRESENT;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The stamp changes with the mappings of the code that is relied on, and stays otherwise. */
class CodeStampTest {
  private static final int PAGE = 0x5_0000;

  /** Pages that share PAGE's place among the recent ones: one of them is PAGE's neighbour there. */
  private static final int FURTHER_PAGES = 512;

  private final PagedProcessor processor = new PagedProcessor();
  private final SoftwareMmu mmu = processor.mmu;

  @AfterEach
  void release() {
    processor.close();
  }

  /** Every other page takes a place among the recent ones. */
  private void fetchOthers() {
    for (int i = 0; i < FURTHER_PAGES; i++) {
      int page = PAGE + 0x1000 + 0x1000 * i;
      processor.map(page, PRESENT | ACCESSED | GLOBAL);
      mmu.fetchPage(page);
    }
  }

  @Test
  void globalCodeStaysWhereItIsWhenTheAddressSpaceChanges() {
    processor.map(PAGE, PRESENT | ACCESSED | GLOBAL);
    mmu.fetchPage(PAGE);
    mmu.rely(PAGE);
    long before = mmu.codeStamp();
    mmu.flushNonGlobal();
    assertThat(mmu.codeStamp()).isEqualTo(before);
  }

  @Test
  void globalCodeThatWasNotFetchedRecentlyIsKnownToBeGlobal() {
    processor.map(PAGE, PRESENT | ACCESSED | GLOBAL);
    mmu.fetchPage(PAGE);
    fetchOthers();
    mmu.rely(PAGE);
    long before = mmu.codeStamp();
    mmu.flushNonGlobal();
    assertThat(mmu.codeStamp()).isEqualTo(before);
  }

  @Test
  void otherCodeDoesNot() {
    processor.map(PAGE, PRESENT | ACCESSED);
    mmu.fetchPage(PAGE);
    mmu.rely(PAGE);
    long before = mmu.codeStamp();
    mmu.flushNonGlobal();
    assertThat(mmu.codeStamp()).isNotEqualTo(before);
  }

  @Test
  void aFlushOfItsPageIsSeenAndOneOfAnotherIsNot() {
    processor.map(PAGE, PRESENT | ACCESSED | GLOBAL);
    mmu.fetchPage(PAGE);
    mmu.rely(PAGE);
    long before = mmu.codeStamp();
    mmu.flushPage(PAGE + 0x1000);
    assertThat(mmu.codeStamp()).isEqualTo(before);
    mmu.flushPage(PAGE);
    assertThat(mmu.codeStamp()).isNotEqualTo(before);
  }
}
