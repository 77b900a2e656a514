package org.kvas.runtime.vcpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;
import org.kvas.runtime.cache.Block;
import org.kvas.runtime.cache.RegionEntry;
import org.kvas.translator.state.RegionCode;

/**
 * The class of a region that was dropped goes away: translating for ever does not fill the
 * metaspace.
 */
class RegionUnloadingTest {
  private static final int[] LOOP = {
    0xb9,
    0x10,
    0x27,
    0,
    0, // mov ecx, 10000
    0x01,
    0xc8, // l: add eax, ecx
    0x49, // dec ecx
    0x75,
    0xfb, // jnz l
    0xf4 // hlt
  };

  private static final int LOOP_HEAD = 5;

  @Test
  void classOfADroppedRegionIsUnloaded() {
    try (GuestCode guest = new GuestCode().code(LOOP)) {
      Engine engine = guest.translator();
      engine.run(guest.vcpu);
      WeakReference<Class<?>> region = new WeakReference<>(region(guest).getClass());
      collect();
      assertThat(region.get()).as("a region in use").isNotNull();
      // the loop comes to hold something else: nothing refers to its region any more
      guest.space.write(GuestCode.CODE + LOOP_HEAD, new byte[] {0x29}, 0, 1);
      for (int i = 0; i < 50 && region.get() != null; i++) {
        collect();
      }
      assertThat(region.get()).as("a dropped region").isNull();
      engine.run(guest.vcpu);
    }
  }

  private static RegionCode region(GuestCode guest) {
    Block block =
        guest
            .codePages
            .page(GuestCode.CODE)
            .find((int) GuestCode.CODE + LOOP_HEAD & 0xfff, guest.vcpu.mode);
    RegionEntry entry = block.translated;
    assertThat(entry).as("the loop is translated").isNotNull();
    return entry.code();
  }

  private static void collect() {
    System.gc();
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
