package org.kvas.translator.translate;

import java.lang.invoke.MethodHandles;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.Operation;

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
   * @param entries offsets from the head, in the order of entry numbers
   * @param ranges offsets of the code it was made from: [from, end) pairs
   */
  public record Translation(
      RegionCode code,
      int weight,
      int bytecode,
      List<Integer> entries,
      List<int[]> ranges,
      Extent extent,
      int instructions,
      boolean inPlace) {
    /** Guest bytes it was made from. */
    public int bytes() {
      return ranges.stream().mapToInt(range -> range[1] - range[0]).sum();
    }
  }

  /** Null where the code at the head cannot be read or is not worth a region. */
  public @Nullable Translation translate(CodeSource source, long head, int mode) {
    return translate(source, head, mode, mostInstructions);
  }

  /** A region of so many instructions at most. */
  public @Nullable Translation translate(CodeSource source, long head, int mode, long most) {
    int limit = (int) Math.min(most, mostInstructions);
    int fewest = Math.min(limit, FEWEST_INSTRUCTIONS);
    while (limit >= fewest) {
      RegionPlan plan = RegionScanner.scan(source, head, mode, limit);
      if (plan == null) {
        return null;
      }
      RegionEmitter emitter =
          new RegionEmitter(plan, className(source.name(head)), operations, counting);
      byte[] file = emitter.emit();
      int size = emitter.runSize();
      if (size <= MOST_BYTECODE) {
        return new Translation(
            define(file, emitter.operations()),
            file.length,
            size,
            plan.entries(),
            plan.blocks().stream().map(block -> new int[] {block.offset(), block.end()}).toList(),
            plan.extent(),
            plan.instructionCount(),
            plan.inPlace());
      }
      limit =
          Math.min(
              limit - 1, (int) ((long) plan.instructionCount() * MOST_BYTECODE * 9 / (size * 10L)));
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
