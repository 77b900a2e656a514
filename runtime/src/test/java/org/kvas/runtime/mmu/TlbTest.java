package org.kvas.runtime.mmu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.translator.state.VcpuState.PAGE_SIZE;
import static org.kvas.translator.state.VcpuState.TLB_ENTRIES;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TlbTest {
  private static final long PAGE = 0x5_0000;
  private static final long ALIAS = 0x6_1000;
  private static final long HOST = 0x7f00_1234_5000L;

  private final Tlb tlb = new Tlb();
  private final long read = tlb.readTable(AccessClass.SUPERVISOR);
  private final long write = tlb.writeTable(AccessClass.SUPERVISOR);
  private final long userWrite = tlb.writeTable(AccessClass.USER);

  @AfterEach
  void release() {
    tlb.close();
  }

  private boolean isEmpty(long table, long page) {
    return tlb.isFree(table, page + (long) PAGE_SIZE * TLB_ENTRIES);
  }

  @Test
  void codeTakesWriteTagsFromAllAliasesAndFromNothingElse() {
    for (int round = 0; round < 3; round++) {
      tlb.put(read, PAGE, HOST, false);
      tlb.put(write, PAGE, HOST, false);
      tlb.put(write, ALIAS, HOST, true);
      tlb.put(userWrite, ALIAS, HOST, false);
      tlb.put(write, ALIAS + PAGE_SIZE, HOST + PAGE_SIZE, true);
      tlb.dropWriteTags(HOST);
      assertThat(isEmpty(write, PAGE)).isTrue();
      assertThat(isEmpty(write, ALIAS)).isTrue();
      assertThat(isEmpty(userWrite, ALIAS)).isTrue();
      assertThat(isEmpty(read, PAGE)).isFalse();
      assertThat(isEmpty(write, ALIAS + PAGE_SIZE)).isFalse();
    }
  }

  /** However entries went, those that are left are found. */
  @Test
  void pushedOutAndFlushedEntriesAreNoLongerCounted() {
    tlb.put(write, PAGE, HOST, false);
    tlb.put(write, PAGE + (long) PAGE_SIZE * TLB_ENTRIES, HOST + PAGE_SIZE, true);
    tlb.put(write, ALIAS, HOST, false);
    tlb.flushNonGlobal();
    tlb.put(write, ALIAS, HOST, true);
    tlb.flushPage(ALIAS);
    tlb.put(userWrite, PAGE, HOST, true);
    tlb.dropWriteTags(HOST);
    assertThat(isEmpty(userWrite, PAGE)).isTrue();
    tlb.put(userWrite, PAGE, HOST, true);
    tlb.flushAll();
    tlb.put(write, ALIAS, HOST, false);
    tlb.dropWriteTags(HOST);
    assertThat(isEmpty(write, ALIAS)).isTrue();
  }

  @Test
  void moreEntriesThanAreRecordedAreAllDropped() {
    for (int i = 0; i < 3 * TLB_ENTRIES; i++) {
      tlb.put(i % 2 == 0 ? write : read, PAGE + (long) PAGE_SIZE * i, HOST, false);
    }
    tlb.dropWriteTags(HOST);
    for (int i = 0; i < TLB_ENTRIES; i++) {
      assertThat(isEmpty(write, PAGE + (long) PAGE_SIZE * i)).isTrue();
    }
  }

  /** Code may have come by a large page and stay when translations that are not global go. */
  @Test
  void largePagesAreRememberedAcrossAnOverflow() {
    tlb.noteLarge(0x40_0000, 0x20_0000);
    for (int i = 0; i < 3 * TLB_ENTRIES; i++) {
      tlb.put(read, PAGE + (long) PAGE_SIZE * i, HOST, false);
    }
    tlb.flushNonGlobal();
    assertThat(isEmpty(read, PAGE)).isTrue();
    assertThat(tlb.maybeLarge(0x5f_f000)).isTrue();
    tlb.flushAll();
    assertThat(tlb.maybeLarge(0x5f_f000)).isFalse();
  }
}
