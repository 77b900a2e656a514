package org.kvas.runtime.mmu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.runtime.mmu.PagedProcessor.ACCESSED;
import static org.kvas.runtime.mmu.PagedProcessor.DIRTY;
import static org.kvas.runtime.mmu.PagedProcessor.PRESENT;
import static org.kvas.runtime.mmu.PagedProcessor.WRITABLE;
import static org.kvas.translator.state.VcpuState.PAGE_SIZE;
import static org.kvas.translator.state.VcpuState.TLB_ENTRIES;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A copy between two pages that share a slot of the TLB, as those of large arrays do. */
class SharedSlotTest {
  private static final int SOURCE = 0x5_0000;
  private static final int DESTINATION = SOURCE + PAGE_SIZE * TLB_ENTRIES;
  private static final int ALL = PRESENT | WRITABLE | ACCESSED | DIRTY;

  private final PagedProcessor processor = new PagedProcessor();

  @BeforeEach
  void map() {
    processor.map(SOURCE, ALL);
    processor.map(DESTINATION, ALL);
  }

  @AfterEach
  void release() {
    processor.close();
  }

  private long walksOfCopying(int elements) {
    long before = processor.vcpu.counters.walks;
    for (int i = 0; i < elements; i++) {
      long value = processor.vcpu.load(SOURCE + 8L * i, 8);
      processor.vcpu.store(DESTINATION + 8L * i, 8, value);
    }
    return processor.vcpu.counters.walks - before;
  }

  @Test
  void eachPageIsWalkedToOnce() {
    assertThat(walksOfCopying(100)).isEqualTo(2);
  }

  @Test
  void whatIsReadIsAlsoReadyToBeWrittenWhereTheSlotIsFree() {
    processor.vcpu.load(SOURCE, 8);
    assertThat(processor.vcpu.hostForWrite(SOURCE, 8)).isNotZero();
    processor.vcpu.store(DESTINATION, 8, 1);
    assertThat(processor.vcpu.hostForRead(SOURCE, 8)).isNotZero();
    assertThat(processor.vcpu.hostForRead(DESTINATION, 8)).isZero();
  }
}
