package org.kvas.runtime.vcpu;

import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.cache.CodePages;
import org.kvas.runtime.cache.JumpCache;
import org.kvas.runtime.cache.RegionCache;
import org.kvas.runtime.interpret.OperationFamily;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.SoftwareMmu;
import org.kvas.translator.translate.RegionTranslator;
import org.kvas.translator.x86.decode.Decoder;

/** Assembles what executes a processor's code. Machines may share one. */
public final class Engines {
  /**
   * Instructions interpreted in a block before the region around it is translated: about as much
   * work as HotSpot's compiling the region.
   */
  private static final int THRESHOLD = 30_000;

  /**
   * Most guest instructions of a region: some 4,000 bytes of bytecode, which leaves HotSpot room to
   * inline. What is larger is split.
   */
  private static final int REGION_INSTRUCTIONS = 120;

  private final OperationFamily operations;
  private final LongPredicate neverTranslated;
  private final LongFunction<String> names;

  public Engines() {
    this(new InstructionSet().operations(), _ -> false, Long::toHexString);
  }

  private Engines(
      OperationFamily operations, LongPredicate neverTranslated, LongFunction<String> names) {
    this.operations = operations;
    this.neverTranslated = neverTranslated;
    this.names = names;
  }

  /** Engines that leave instructions at certain linear addresses to the interpreter. */
  public Engines excluding(LongPredicate addresses) {
    return new Engines(operations, addresses, names);
  }

  /**
   * Engines whose translated classes have other names, for profilers that see the JVM's code, as
   * perf does by {@code jcmd PID Compiler.perfmap}. Flight Recorder's samples leave hidden classes
   * out.
   *
   * @param namesOfCode for the linear address of a region's head
   */
  public Engines naming(LongFunction<String> namesOfCode) {
    return new Engines(operations, neverTranslated, namesOfCode);
  }

  /** Interpreter alone. */
  public SteppedEngine interpreter(
      Vcpu vcpu, SoftwareMmu mmu, AddressSpace space, CodePages codePages) {
    Decoder decoder = new Decoder(vcpu.model.features());
    return new RunLoop(
        mmu,
        codePages,
        new BlockDecoder(decoder, operations, space),
        Promotion.NEVER,
        new JumpCache());
  }

  /** Interpreter for cold code, regions of JVM bytecode for hot code. */
  public SteppedEngine translator(
      Vcpu vcpu, SoftwareMmu mmu, AddressSpace space, CodePages codePages) {
    return translator(vcpu, mmu, space, codePages, false);
  }

  /**
   * As {@link #translator(Vcpu, SoftwareMmu, AddressSpace, CodePages)}.
   *
   * @param counting whether translated code counts instructions too
   */
  public SteppedEngine translator(
      Vcpu vcpu, SoftwareMmu mmu, AddressSpace space, CodePages codePages, boolean counting) {
    return translator(vcpu, mmu, space, codePages, THRESHOLD, counting, new RegionWarmup());
  }

  /**
   * Translated code that is used as soon as it is made, not once HotSpot has compiled it: for
   * tests.
   *
   * @param threshold instructions interpreted in a block before it is translated; 1 translates at
   *     once in bounded runs
   * @param counting whether translated code counts instructions too
   */
  public SteppedEngine translator(
      Vcpu vcpu,
      SoftwareMmu mmu,
      AddressSpace space,
      CodePages codePages,
      int threshold,
      boolean counting) {
    return translator(vcpu, mmu, space, codePages, threshold, counting, null);
  }

  private SteppedEngine translator(
      Vcpu vcpu,
      SoftwareMmu mmu,
      AddressSpace space,
      CodePages codePages,
      int threshold,
      boolean counting,
      @Nullable RegionWarmup warm) {
    Decoder decoder = new Decoder(vcpu.model.features());
    BlockDecoder blocks = new BlockDecoder(decoder, operations, space);
    RegionTranslator translator =
        new RegionTranslator(
            (instruction, mode) ->
                SystemOperation.inRegion(instruction, operations.create(instruction, mode, 0)),
            REGION_INSTRUCTIONS,
            counting);
    JumpCache jumps = new JumpCache();
    Promotion promotion =
        new RegionPromotion(
            mmu,
            codePages,
            decoder,
            blocks,
            translator,
            new RegionCache(vcpu.counters, jumps),
            jumps,
            warm,
            threshold,
            neverTranslated,
            names);
    RunLoop loop = new RunLoop(mmu, codePages, blocks, promotion, jumps);
    vcpu.entries = loop;
    return loop;
  }
}
