package org.kvas.runtime.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.GuestRam;
import org.kvas.runtime.mmu.MemoryRegion;
import org.kvas.translator.state.Operation;

/** When a page counts as rewritten again and again, and until when. */
class CodePageTest {
  private static final int MANY = 40;
  private static final int MODE = 0;

  private final GuestRam ram = new GuestRam(1 << 20);
  private final AddressSpace space = new AddressSpace();
  private final CodePages pages = new CodePages(space);
  private final CodePage page;

  CodePageTest() {
    space.map(new MemoryRegion.Ram(0, ram.size(), ram, 0));
    page = pages.page(0x1000);
  }

  @AfterEach
  void release() {
    ram.close();
  }

  /** One instruction of one byte. */
  private void decode(int offset) {
    Operation[] operations = new Operation[1];
    pages.add(
        page,
        new Block(offset, MODE, operations, new short[] {0, 1}, BlockEnd.STRAIGHT, null, null));
  }

  private void rewriteAfterUse(int times) {
    for (int i = 0; i < times; i++) {
      decode(0x80);
      pages.written(0x1080, 1);
    }
  }

  @Test
  void codeThatIsUsedAndRewrittenByTurns() {
    rewriteAfterUse(15);
    assertThat(page.isStable()).isTrue();
    rewriteAfterUse(1);
    assertThat(page.isStable()).isFalse();
  }

  @Test
  void clearingAPageOfCodeIsOneRewrite() {
    for (int i = 0; i < MANY; i++) {
      decode(64 * i);
    }
    for (int at = 0x1000; at < 0x2000; at += 8) {
      pages.written(at, 8);
    }
    assertThat(page.find(64, MODE)).isNull();
    assertThat(page.holdsCode()).isFalse();
    assertThat(page.isStable()).isTrue();
  }

  @Test
  void isStableAgainOnceItIsHotAndNotRewritten() {
    rewriteAfterUse(MANY);
    page.refused();
    assertThat(page.isStable()).isFalse();
    page.refused();
    assertThat(page.isStable()).isTrue();
  }

  @Test
  void staysUnstableWhileItIsRewritten() {
    rewriteAfterUse(MANY);
    for (int i = 0; i < MANY; i++) {
      page.refused();
      rewriteAfterUse(1);
      assertThat(page.isStable()).isFalse();
    }
  }

  @Test
  void aPageThatBecameStableAgainIsSoonUnstableAgain() {
    rewriteAfterUse(16);
    page.refused();
    page.refused();
    assertThat(page.isStable()).isTrue();
    rewriteAfterUse(4);
    assertThat(page.isStable()).isFalse();
  }
}
