package org.kvas.runtime.vcpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kvas.translator.state.RegionCode;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.translate.Extent;
import org.kvas.translator.translate.HotSpotCompiler;
import org.kvas.translator.translate.RegionPlan;
import org.kvas.translator.translate.RegionTranslator.Translation;

/** HotSpot compiles the regions that it is asked for, those that are entered often thoroughly. */
@Timeout(60)
class RequestedCompilerTest {
  private static final int HOT = 100_000;
  private static final long PATIENCE_NANOSECONDS = 30_000_000_000L;

  /** Notes whether it was entered. */
  private abstract static class Counted extends RegionCode {
    int rounds;
  }

  /** Each has a method of its own. */
  private static final class First extends Counted {
    @Override
    public void run(VcpuState cpu, int entry) {
      rounds += entry;
    }
  }

  private static final class Second extends Counted {
    @Override
    public void run(VcpuState cpu, int entry) {
      rounds -= entry;
    }
  }

  private static final class Third extends Counted {
    @Override
    public void run(VcpuState cpu, int entry) {
      rounds ^= entry;
    }
  }

  private static final class Fourth extends Counted {
    @Override
    public void run(VcpuState cpu, int entry) {
      rounds |= entry;
    }
  }

  /** Its empty loop becomes faster once it is compiled, as that of a region does. */
  private static final class Looping extends Counted {
    @Override
    public void run(VcpuState cpu, int entry) {
      for (int left = entry; left < 0; left++) {
        for (int i = 0; i < 10; i++) {
          rounds += left ^ i;
        }
      }
    }
  }

  private final GuestCode guest = new GuestCode();
  private final AtomicReference<@Nullable Translation> renewed = new AtomicReference<>();

  @AfterEach
  void close() {
    guest.close();
  }

  private static HotSpotCompiler hotSpot() {
    return HotSpotCompiler.instance()
        .orElseThrow(() -> new AssertionError("-XX:+WhiteBoxAPI is to be in the pom"));
  }

  private RegionOrder order(@Nullable Translation better) {
    return new RegionOrder(
        () -> null, better == null ? null : () -> better, guest.vcpu, renewed::set);
  }

  private static Translation translation(RegionCode code, boolean loops) {
    RegionPlan plan =
        new RegionPlan(0, 0, List.of(), List.of(), Map.of(), new Extent(0, 0, false), !loops);
    return new Translation(code, 1, 1, plan);
  }

  private static boolean waitFor(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > PATIENCE_NANOSECONDS) {
        return false;
      }
      LockSupport.parkNanos(1_000_000);
    }
    return true;
  }

  @Test
  void aRegionIsReadyOnceItIsCompiledQuickly() {
    HotSpotCompiler hotSpot = hotSpot();
    First code = new First();
    Method method = HotSpotCompiler.method(code);
    assertThat(hotSpot.levelOf(method)).isZero();
    BooleanSupplier ready =
        new RequestedCompiler(hotSpot).begin(translation(code, false), order(null));
    assertThat(waitFor(ready)).isTrue();
    assertThat(hotSpot.levelOf(method)).isEqualTo(HotSpotCompiler.SIMPLE);
  }

  @Test
  void aRegionThatIsEnteredOftenIsCompiledThoroughly() {
    HotSpotCompiler hotSpot = hotSpot();
    Second code = new Second();
    Method method = HotSpotCompiler.method(code);
    RequestedCompiler compiler = new RequestedCompiler(hotSpot);
    assertThat(compiler.improve()).as("nothing to do yet").isZero();
    assertThat(waitFor(compiler.begin(translation(code, false), order(null)))).isTrue();

    code.entered = HOT - 1;
    for (int i = 0; i < 20; i++) {
      assertThat(compiler.improve()).as("may become hot").isPositive();
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(hotSpot.levelOf(method)).isEqualTo(HotSpotCompiler.SIMPLE);

    code.entered = HOT;
    assertThat(compiler.improve()).isPositive();
    assertThat(waitFor(() -> hotSpot.levelOf(method) == HotSpotCompiler.THOROUGH)).isTrue();
    assertThat(waitFor(() -> compiler.improve() == 0)).as("there is no more to do").isTrue();
  }

  @Test
  void itLooksLessOftenWhileRegionsAreUsedLittle() {
    RequestedCompiler compiler = new RequestedCompiler(hotSpot());
    Fourth code = new Fourth();
    assertThat(waitFor(compiler.begin(translation(code, false), order(null)))).isTrue();
    long busy = compiler.improve();
    long idle = busy;
    for (int i = 0; i < 10; i++) {
      code.entered++;
      idle = compiler.improve();
    }
    assertThat(idle).isGreaterThan(10 * busy);
    long unused = idle;
    for (int i = 0; i < 10; i++) {
      unused = compiler.improve();
    }
    assertThat(unused).isGreaterThan(5 * idle);
    code.entered += HOT / 2;
    assertThat(compiler.improve()).isLessThanOrEqualTo(busy);
  }

  @Test
  void aRegionWithLoopsIsMadeAnewOnceItIsHot() {
    RequestedCompiler compiler = new RequestedCompiler(hotSpot());
    Third code = new Third();
    Translation better = translation(new Looping(), true);
    assertThat(waitFor(compiler.begin(translation(code, false), order(better)))).isTrue();
    compiler.improve();
    assertThat(((Looping) better.code()).rounds).as("not hot yet").isZero();

    code.entered = HOT;
    assertThat(waitFor(() -> compiler.improve() == 0)).isTrue();
    assertThat(renewed.get()).isSameAs(better);
    assertThat(((Looping) better.code()).rounds).as("its empty loop was run").isNotZero();
  }
}
