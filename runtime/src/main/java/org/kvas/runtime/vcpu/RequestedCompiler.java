package org.kvas.runtime.vcpu;

import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.RegionCode;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.translate.HotSpotCompiler;
import org.kvas.translator.translate.RegionTranslator.Translation;

/**
 * Asks HotSpot for a quick compilation of every region, and for a thorough one of those that turn
 * out to be worth it, the most entered first.
 */
final class RequestedCompiler implements RegionCompiler {
  private static final long PATIENCE_NANOSECONDS = 5_000_000_000L;

  /** Entries that pay for a thorough compilation of code without loops. */
  private static final int HOT = 20_000;

  /** Thorough compilations asked for at once: HotSpot's queue knows no better order than ours. */
  private static final int AT_ONCE = 2;

  private final HotSpotCompiler hotSpot;
  private final TimedCompiler timed = new TimedCompiler();
  private final List<Compiled> quick = new ArrayList<>();
  private final List<Compiled> underway = new ArrayList<>();

  RequestedCompiler(HotSpotCompiler hotSpot) {
    this.hotSpot = hotSpot;
  }

  /** A region that is in use; it may be dropped at any time. */
  private static final class Compiled {
    private final WeakReference<RegionCode> code;
    private final boolean loops;
    private long since;

    Compiled(Translation translation) {
      code = new WeakReference<>(translation.code());
      loops = !translation.plan().inPlace();
    }

    int weight() {
      RegionCode region = code.get();
      return region == null ? -1 : loops ? Integer.MAX_VALUE : region.entered;
    }

    @Nullable Method method() {
      RegionCode region = code.get();
      return region == null ? null : HotSpotCompiler.method(region);
    }
  }

  @Override
  public BooleanSupplier begin(Translation translation, VcpuState cpu) {
    if (!translation.plan().inPlace()) {
      return timed.begin(translation, cpu);
    }
    Method method = HotSpotCompiler.method(translation.code());
    hotSpot.compile(method, HotSpotCompiler.SIMPLE);
    Compiled compiled = new Compiled(translation);
    long start = System.nanoTime();
    return () -> {
      boolean ready =
          hotSpot.levelOf(method) != 0 || System.nanoTime() - start > PATIENCE_NANOSECONDS;
      if (ready) {
        quick.add(compiled);
      }
      return ready;
    };
  }

  @Override
  public boolean improve() {
    underway.removeIf(this::isThorough);
    quick.removeIf(compiled -> compiled.weight() < 0);
    while (underway.size() < AT_ONCE && !quick.isEmpty()) {
      Compiled best =
          quick.stream().max(Comparator.comparingInt(Compiled::weight)).orElseThrow();
      Method method = best.method();
      if (method == null || best.weight() < HOT) {
        break;
      }
      quick.remove(best);
      best.since = System.nanoTime();
      if (hotSpot.compile(method, HotSpotCompiler.THOROUGH)) {
        underway.add(best);
      }
    }
    return !quick.isEmpty() || !underway.isEmpty();
  }

  private boolean isThorough(Compiled compiled) {
    Method method = compiled.method();
    return method == null
        || hotSpot.levelOf(method) == HotSpotCompiler.THOROUGH
        || System.nanoTime() - compiled.since > PATIENCE_NANOSECONDS;
  }
}
