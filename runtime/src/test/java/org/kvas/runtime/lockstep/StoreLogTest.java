package org.kvas.runtime.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kvas.runtime.mmu.GuestRam;
import org.kvas.translator.state.HostMemory;

class StoreLogTest {
  private static final int SIZE = 4096;

  private final GuestRam memory = new GuestRam(SIZE);
  private final StoreLog log = new StoreLog();
  private final long start = memory.address(0, SIZE);

  @AfterEach
  void free() {
    memory.close();
  }

  private void store(long host, int value) {
    log.storing(host, 1);
    HostMemory.putByte(host, (byte) value);
  }

  @Test
  void takesBackWhatWasStoredTwiceAndAcrossWords() {
    HostMemory.putLong(start, 0x1122_3344_5566_7788L);
    HostMemory.putLong(start + 8, 0x99aa_bbcc_ddee_ff00L);
    store(start + 1, 1);
    store(start + 9, 2);
    store(start + 1, 3);
    log.storing(start + 6, 4);
    HostMemory.putInt(start + 6, -1);
    log.undo();
    assertThat(HostMemory.getLong(start)).isEqualTo(0x1122_3344_5566_7788L);
    assertThat(HostMemory.getLong(start + 8)).isEqualTo(0x99aa_bbcc_ddee_ff00L);
  }

  @Test
  void aFillByteByByteIsLoggedByWords() {
    for (int i = 0; i < SIZE; i++) {
      store(start + i, 0xcc);
    }
    assertThat(log.count()).isEqualTo(SIZE / StoreLog.WORD);
    log.undo();
    for (int i = 0; i < SIZE; i += StoreLog.WORD) {
      assertThat(HostMemory.getLong(start + i)).isZero();
    }
  }
}
