package org.kvas.runtime.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.RegionCode;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.translate.Extent;
import org.kvas.translator.translate.RegionPlan;

/** Where control goes from an interpreted block without a look-up. */
class BlockLinksTest {
  private static final int MODE = 4;
  private static final long KEY = JumpCache.key(MODE, 7);
  private static final long OTHER_KEY = JumpCache.key(MODE, 8);

  private final Block from = block(0x100);
  private final Block first = block(0x200);
  private final Block second = block(0x300);
  private final Block third = block(0x400);

  private static Block block(int offset) {
    return new Block(
        offset, MODE, new Operation[1], new short[] {0, 1}, BlockEnd.STRAIGHT, null, null);
  }

  @Test
  void aFreshBlockLeadsNowhere() {
    assertThat(from.successor(0, 0)).isNull();
    assertThat(from.successor(0x1200, KEY)).isNull();
  }

  @Test
  void theSuccessorIsGivenForItsAddressAndKey() {
    from.follow(first, 0x1200, KEY);
    assertThat(from.successor(0x1200, KEY)).isSameAs(first);
    assertThat(from.successor(0x2200, KEY)).isNull();
    assertThat(from.successor(0x1200, OTHER_KEY)).isNull();
    assertThat(first.successor(0x1200, KEY)).as("links have a direction").isNull();
  }

  @Test
  void twoAreRemembered() {
    from.follow(first, 0x1200, KEY);
    from.follow(second, 0x1300, KEY);
    assertThat(from.successor(0x1200, KEY)).isSameAs(first);
    assertThat(from.successor(0x1300, KEY)).isSameAs(second);
    assertThat(from.successor(0x1200, OTHER_KEY)).isNull();
    from.follow(third, 0x1400, KEY);
    assertThat(from.successor(0x1200, KEY)).as("the oldest goes").isNull();
    assertThat(from.successor(0x1300, KEY)).isSameAs(second);
    assertThat(from.successor(0x1400, KEY)).isSameAs(third);
  }

  @Test
  void theSameAddressUnderTwoKeys() {
    from.follow(first, 0x1200, KEY);
    from.follow(second, 0x1200, OTHER_KEY);
    assertThat(from.successor(0x1200, KEY)).isSameAs(first);
    assertThat(from.successor(0x1200, OTHER_KEY)).isSameAs(second);
  }

  @Test
  void aDroppedBlockIsNotGiven() {
    from.follow(first, 0x1200, KEY);
    from.follow(second, 0x1300, KEY);
    first.drop();
    assertThat(from.successor(0x1200, KEY)).isNull();
    assertThat(from.successor(0x1300, KEY)).isSameAs(second);
    second.drop();
    assertThat(from.successor(0x1300, KEY)).isNull();
  }

  @Test
  void aTranslatedBlockIsNotGiven() {
    from.follow(first, 0x1200, KEY);
    RegionPlan plan =
        new RegionPlan(0, MODE, List.of(), List.of(), Map.of(), new Extent(0, 0, false), true);
    RegionCode code =
        new RegionCode() {
          @Override
          public void run(VcpuState cpu, int entry) {}
        };
    first.translated = new RegionEntry(new TranslatedRegion(0x1200, plan), code, 0, 0);
    assertThat(from.successor(0x1200, KEY)).isNull();
    first.translated = null;
    assertThat(from.successor(0x1200, KEY)).isSameAs(first);
  }

  @Test
  void aNewBlockInThePlaceOfADroppedOne() {
    from.follow(first, 0x1200, KEY);
    first.drop();
    from.follow(third, 0x1200, KEY);
    assertThat(from.successor(0x1200, KEY)).isSameAs(third);
  }
}
