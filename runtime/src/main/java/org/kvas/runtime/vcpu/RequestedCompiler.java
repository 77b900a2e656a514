package org.kvas.runtime.vcpu;

import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.RegionCode;
import org.kvas.translator.translate.HotSpotCompiler;
import org.kvas.translator.translate.RegionTranslator.Translation;

/**
 * Asks HotSpot for a quick compilation of every region, registers in place. Those that turn out to
 * be worth it are compiled thoroughly, the most entered first: as they are where they have no
 * loops, else made anew with registers in locals.
 */
final class RequestedCompiler implements RegionCompiler {
  private static final long PATIENCE_NANOSECONDS = 5_000_000_000L;

  /** Between two looks at the regions in use, in microseconds, and while something is compiled. */
  private static final long PAUSE = 4_000;

  private static final long SHORT_PAUSE = 1_000;

  private static final long IDLE_PAUSE = 100_000;

  private static final long LONG_PAUSE = 1_000_000;

  /** Entries between two looks that an idle guest's timer causes, and more. */
  private static final int FEW = 5_000;

  /**
   * Entries that pay for a thorough compilation: each is some 50 ns shorter then, and compiling,
   * for which there may be no processor but the guest's, takes 15 ms.
   */
  private static final int HOT = 100_000;

  /** Entries and rounds that do where there are loops, which go on once they have begun. */
  private static final int HOT_LOOP = 50_000;

  /** Thorough compilations at once: HotSpot's queue knows no better order than ours. */
  private static final int AT_ONCE = 2;

  private static final int LOOPS_AT_ONCE = 4;

  /**
   * Calls of a region's empty loop, and rounds of each, that put it before other methods in
   * HotSpot's queue, which goes by counters; too few to have it compiled otherwise.
   */
  private static final int CALLS = 60;

  private static final int ROUNDS_EACH = 20;

  private final HotSpotCompiler hotSpot;
  private final List<Quick> quick = new ArrayList<>();
  private final List<Quick> underway = new ArrayList<>();
  private final List<Renewal> renewals = new ArrayList<>();
  private long lastUses;
  private long pause = PAUSE;

  RequestedCompiler(HotSpotCompiler hotSpot) {
    this.hotSpot = hotSpot;
  }

  /** A region that is in use, quickly compiled; it may be dropped at any time. */
  private static final class Quick {
    private final WeakReference<RegionCode> code;
    private final RegionOrder order;
    private long since;

    Quick(Translation translation, RegionOrder order) {
      code = new WeakReference<>(translation.code());
      this.order = order;
    }

    /** How much it was used; -1 where it is no more. */
    int use() {
      RegionCode region = code.get();
      return region == null ? -1 : region.entered;
    }

    boolean isHot() {
      return use() >= (loops() ? HOT_LOOP : HOT);
    }

    boolean loops() {
      return order.thorough() != null;
    }

    @Nullable Method method() {
      RegionCode region = code.get();
      return region == null ? null : HotSpotCompiler.method(region);
    }
  }

  /** A region that is being compiled anew. */
  private record Renewal(Translation translation, RegionOrder order, Method method, long since) {}

  @Override
  public @Nullable Translation translate(RegionOrder order) {
    return order.quick().get();
  }

  @Override
  public BooleanSupplier begin(Translation translation, RegionOrder order) {
    Method method = HotSpotCompiler.method(translation.code());
    putFirst(translation.code(), order);
    hotSpot.compile(method, HotSpotCompiler.SIMPLE);
    Quick made = new Quick(translation, order);
    long start = System.nanoTime();
    return () -> {
      boolean ready = hotSpot.levelOf(method) != 0 || isOverdue(start);
      if (ready) {
        quick.add(made);
      }
      return ready;
    };
  }

  private static void putFirst(RegionCode code, RegionOrder order) {
    for (int i = 0; i < CALLS; i++) {
      code.run(order.cpu(), -ROUNDS_EACH);
    }
  }

  private static boolean isOverdue(long since) {
    return System.nanoTime() - since > PATIENCE_NANOSECONDS;
  }

  @Override
  public long improve() {
    underway.removeIf(this::isThorough);
    renewals.removeIf(this::isDone);
    quick.removeIf(region -> region.use() < 0);
    while (underway.size() < AT_ONCE && beginHottest(false)) {}
    while (renewals.size() < LOOPS_AT_ONCE && beginHottest(true)) {}
    if (!renewals.isEmpty()) {
      return SHORT_PAUSE;
    }
    return quick.isEmpty() && underway.isEmpty() ? 0 : pause();
  }

  /** Longer and longer while regions are used little, or not at all. */
  private long pause() {
    long uses = quick.stream().mapToLong(Quick::use).sum();
    long more = uses - lastUses;
    long longest = more == 0 ? LONG_PAUSE : more < FEW ? IDLE_PAUSE : PAUSE;
    pause = Math.min(2 * pause, longest);
    lastUses = uses;
    return pause;
  }

  private boolean isThorough(Quick region) {
    Method method = region.method();
    return method == null
        || hotSpot.levelOf(method) == HotSpotCompiler.THOROUGH
        || isOverdue(region.since);
  }

  /** One that takes too long is not entered: what there is is compiled, too. */
  private boolean isDone(Renewal renewal) {
    boolean ready = hotSpot.levelOf(renewal.method) == HotSpotCompiler.THOROUGH;
    if (ready) {
      renewal.order.done().accept(renewal.translation);
    }
    return ready || isOverdue(renewal.since);
  }

  /** Begins to compile the most used region with or without loops; false where none is hot. */
  private boolean beginHottest(boolean loops) {
    Quick hottest =
        quick.stream()
            .filter(region -> region.loops() == loops && region.isHot())
            .max(Comparator.comparingInt(Quick::use))
            .orElse(null);
    if (hottest == null) {
      return false;
    }
    quick.remove(hottest);
    Supplier<@Nullable Translation> thorough = hottest.order.thorough();
    if (thorough == null) {
      compileThoroughly(hottest);
    } else {
      renew(hottest.order, thorough);
    }
    return true;
  }

  private void compileThoroughly(Quick region) {
    region.since = System.nanoTime();
    Method method = region.method();
    if (method != null && hotSpot.compile(method, HotSpotCompiler.THOROUGH)) {
      underway.add(region);
    }
  }

  private void renew(RegionOrder order, Supplier<@Nullable Translation> thorough) {
    Translation translation = thorough.get();
    if (translation != null) {
      Method method = HotSpotCompiler.method(translation.code());
      putFirst(translation.code(), order);
      if (hotSpot.compile(method, HotSpotCompiler.THOROUGH)) {
        renewals.add(new Renewal(translation, order, method, System.nanoTime()));
      }
    }
  }
}
