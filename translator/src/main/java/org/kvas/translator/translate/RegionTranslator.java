package org.kvas.translator.translate;

import java.lang.invoke.MethodHandles;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.RegionCode;

/**
 * Translates the region around an address: plans it, emits it, makes its class. Holds nothing of
 * the regions it made.
 */
public final class RegionTranslator {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  /**
   * HotSpot never compiles a method over 8,000 bytes; regions keep a margin for what is inlined
   * into them.
   */
  private static final int MOST_BYTECODE = 7_900;

  private static final int FEWEST_INSTRUCTIONS = 8;

  private final OperationFactory operations;
  private final int mostInstructions;
  private final boolean counting;

  /**
   * @param counting whether regions keep {@code VcpuState.instructions} exact, at some cost
   */
  public RegionTranslator(OperationFactory operations, int mostInstructions, boolean counting) {
    this.operations = operations;
    this.mostInstructions = mostInstructions;
    this.counting = counting;
  }

  /**
   * A translated region.
   *
   * @param weight bytes of its class file
   * @param bytecode bytes of its method
   * @param plan what was translated
   */
  public record Translation(RegionCode code, int weight, int bytecode, RegionPlan plan) {}

  /** What to translate; null where the code at the head cannot be read. */
  public @Nullable RegionPlan plan(CodeSource source, long head, int mode) {
    return plan(source, head, mode, mostInstructions);
  }

  /** A region of so many instructions at most. */
  public @Nullable RegionPlan plan(CodeSource source, long head, int mode, long most) {
    return RegionScanner.scan(source, head, mode, (int) Math.min(most, mostInstructions));
  }

  /**
   * The region, or what of it makes one method; null where that is not worth a region. May be
   * called on any thread.
   *
   * @param name for the class
   */
  public @Nullable Translation translate(RegionPlan whole, String name) {
    RegionPlan plan = whole;
    boolean sharing = true;
    Set<Integer> apart = new HashSet<>();
    int fewest = Math.min(whole.instructionCount(), FEWEST_INSTRUCTIONS);
    while (plan.instructionCount() >= fewest) {
      boolean share = sharing;
      RegionEmitter emitter =
          new RegionEmitter(
              plan,
              className(name),
              operations,
              counting,
              offset -> share && !apart.contains(offset));
      byte[] file = emitter.emit();
      if (apart.addAll(emitter.misjudged())) {
        continue;
      }
      int size = emitter.runSize();
      if (size <= MOST_BYTECODE) {
        return new Translation(define(file, emitter.operations()), file.length, size, plan);
      }
      if (sharing && !plan.inPlace()) {
        sharing = false; // without copies of blocks it may fit
      } else {
        plan = plan.upTo((int) ((long) plan.instructionCount() * MOST_BYTECODE * 9 / (size * 10L)));
      }
    }
    return null;
  }

  /** A class of the JVM has no {@code . ; [ /} in its simple name. JVMS 4.2.1. */
  private static String className(String name) {
    return RegionTranslator.class.getPackageName().replace('.', '/')
        + "/Region_"
        + name.replaceAll("[.;\\[/]", "_");
  }

  static RegionCode define(byte[] file, Operation[] operations) {
    try {
      MethodHandles.Lookup defined =
          operations.length == 0
              ? LOOKUP.defineHiddenClass(file, false)
              : LOOKUP.defineHiddenClassWithClassData(file, operations, false);
      return (RegionCode) defined.lookupClass().getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a translated region is not a valid class", e);
    }
  }
}
