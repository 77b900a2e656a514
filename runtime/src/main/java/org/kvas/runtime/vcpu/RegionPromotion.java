package org.kvas.runtime.vcpu;

import static org.kvas.translator.state.VcpuState.CS;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.cache.Block;
import org.kvas.runtime.cache.CodePage;
import org.kvas.runtime.cache.CodePages;
import org.kvas.runtime.cache.JumpCache;
import org.kvas.runtime.cache.RegionCache;
import org.kvas.runtime.cache.RegionEntry;
import org.kvas.runtime.cache.TranslatedRegion;
import org.kvas.runtime.events.RegionTranslated;
import org.kvas.runtime.mmu.SoftwareMmu;
import org.kvas.runtime.profile.Tier;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.HostMemory;
import org.kvas.translator.translate.CodeSource;
import org.kvas.translator.translate.RegionPlan;
import org.kvas.translator.translate.RegionTranslator;
import org.kvas.translator.translate.RegionTranslator.Translation;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;

/** Translates the region around a block that has become hot. */
final class RegionPromotion implements Promotion {
  private static final int LONGEST_INSTRUCTION = 15;

  /**
   * Thresholds that a block inside a region must run, interpreted all the same, before it becomes a
   * head itself.
   */
  private static final int CLAIM = 20;

  private final SoftwareMmu mmu;
  private final CodePages codePages;
  private final Decoder decoder;
  private final BlockDecoder blocks;
  private final RegionTranslator translator;
  private final RegionCache cache;
  private final JumpCache jumps;
  private final @Nullable RegionWarmup warmup;
  private final Queue<Runnable> ready = new ConcurrentLinkedQueue<>();
  private final int threshold;
  private final LongPredicate neverTranslated;
  private final LongFunction<String> names;
  private final byte[] bytes = new byte[2 * LONGEST_INSTRUCTION];

  /**
   * @param warmup null to use regions at once
   */
  RegionPromotion(
      SoftwareMmu mmu,
      CodePages codePages,
      Decoder decoder,
      BlockDecoder blocks,
      RegionTranslator translator,
      RegionCache cache,
      JumpCache jumps,
      @Nullable RegionWarmup warmup,
      int threshold,
      LongPredicate neverTranslated,
      LongFunction<String> names) {
    this.names = names;
    this.neverTranslated = neverTranslated;
    this.mmu = mmu;
    this.codePages = codePages;
    this.decoder = decoder;
    this.blocks = blocks;
    this.translator = translator;
    this.cache = cache;
    this.jumps = jumps;
    this.warmup = warmup;
    this.threshold = threshold;
  }

  @Override
  public int threshold() {
    return threshold;
  }

  @Override
  public void consider(Vcpu vcpu, Block block, long most) {
    Source source = new Source(vcpu);
    long head = vcpu.rip;
    CodePage page = source.page(head);
    if (page == null || !page.isStable() || block.secondPage != null) {
      block.heat = 0;
      if (page != null && !page.isStable()) {
        page.refused();
      }
      return;
    }
    vcpu.tier = Tier.TRANSLATOR.ordinal();
    long start = System.nanoTime();
    RegionPlan plan = translator.plan(source, head, vcpu.mode, most);
    if (plan != null) {
      order(vcpu, source, page, plan);
    }
    vcpu.counters.translationNanoseconds += System.nanoTime() - start;
  }

  /** Has the region made: at once, or beside the processor. */
  private void order(Vcpu vcpu, Source source, CodePage headPage, RegionPlan plan) {
    vcpu.counters.translations++;
    TranslatedRegion region = new TranslatedRegion(source.linear(plan.head()), plan);
    for (int[] range : plan.ranges()) {
      cover(region, region.head, range[0], range[1]);
      claim(source, plan, range[0], region);
    }
    Order order =
        new Order(headPage.physical | region.head & 0xfff, region, entrances(source, plan));
    String name = names.apply(region.head);
    if (warmup == null) {
      finish(vcpu, order, translator.translate(plan, name));
    } else {
      warmup.prepare(
          new RegionOrder(
              () -> translator.translate(plan.inPlace(true), name),
              plan.inPlace() ? null : () -> translator.translate(plan, name),
              vcpu,
              translation -> {
                ready.add(() -> finish(vcpu, order, translation));
                vcpu.request(Vcpu.PENDING_REGION);
              }));
    }
  }

  /**
   * A region that is being made.
   *
   * @param physical address of its head
   */
  private record Order(long physical, TranslatedRegion region, List<Entrance> entrances) {}

  /** A block through which a region is entered. */
  private record Entrance(Block block, int offset) {}

  private static List<Entrance> entrances(Source source, RegionPlan plan) {
    List<Entrance> entrances = new ArrayList<>();
    for (int offset : plan.entries()) {
      Block block = source.block(plan.head() + offset);
      if (block != null) {
        entrances.add(new Entrance(block, offset));
      }
    }
    return entrances;
  }

  /** From now on the region is entered; nothing happens if its code was rewritten meanwhile. */
  private void finish(Vcpu vcpu, Order order, @Nullable Translation translation) {
    TranslatedRegion region = order.region;
    if (region.isComplete() && translation != null) {
      renew(vcpu, order, translation);
      return;
    }
    vcpu.counters.opened++;
    if (translation == null) {
      region.drop();
    }
    if (translation == null || region.isDropped()) {
      return;
    }
    region.complete(translation, -CLAIM * threshold);
    RegionTranslated.emit(vcpu.id, translation.plan().entries().size(), region);
    cache.put(order.physical, translation.plan().mode(), region);
    open(order, translation.plan());
  }

  /** The same code, made better: entered instead of what there was. */
  private void renew(Vcpu vcpu, Order order, Translation translation) {
    if (order.region.isDropped()) {
      return;
    }
    vcpu.counters.renewals++;
    RegionPlan plan = translation.plan();
    jumps.forget(order.region.code());
    cache.change(order.region, () -> order.region.renew(translation));
    order.region.forEachEntrance(
        (block, offset) -> {
          int index = plan.entries().indexOf(offset);
          if (index < 0) {
            block.translated = null;
            block.heat = 0;
          } else {
            block.translated = new RegionEntry(order.region, translation.code(), index, offset);
          }
        });
  }

  private void open(Order order, RegionPlan plan) {
    for (Entrance entrance : order.entrances) {
      int index = plan.entries().indexOf(entrance.offset);
      boolean better = entrance.offset == 0 || entrance.block.translated == null;
      if (index >= 0 && better && entrance.block.isValid()) {
        order.region.enteredFrom(entrance.block, index, entrance.offset);
        jumps.forget(plan.head() + entrance.offset);
      }
    }
  }

  @Override
  public void takeReady(Vcpu vcpu) {
    for (Runnable opening = ready.poll(); opening != null; opening = ready.poll()) {
      opening.run();
    }
  }

  @Override
  public void close() {
    if (warmup != null) {
      warmup.close();
    }
  }

  /** Part of a region now: it need not become the head of another soon. */
  private void claim(Source source, RegionPlan plan, int offset, TranslatedRegion region) {
    long address = plan.head() + offset;
    Block block = plan.inPlace() ? source.block(address) : source.known(address);
    if (block != null) {
      boolean entered = offset == 0 || plan.inPlace() && plan.entries().contains(offset);
      region.claim(offset, block, entered ? Block.ABOUT_TO_BE_TRANSLATED : Block.CLAIMED);
    }
  }

  private void cover(TranslatedRegion region, long headLinear, int from, int end) {
    long at = headLinear + from;
    long last = headLinear + end;
    while (at < last) {
      long pageEnd = Math.min((at & -4096) + 4096, last);
      CodePage page = mmu.peekPage(at);
      if (page != null) {
        region.lies(page, (at & -4096) - (headLinear & -4096));
        codePages.add(page, region, (int) at & 4095, (int) (pageEnd - (at & -4096)));
      }
      at = pageEnd;
    }
  }

  /** Guest code as the processor would fetch it now. */
  private final class Source implements CodeSource {
    private final Vcpu vcpu;
    private final int codeBits;

    Source(Vcpu vcpu) {
      this.vcpu = vcpu;
      this.codeBits = ExecutionMode.codeBits(vcpu.mode);
    }

    long linear(long address) {
      return codeBits == 64 ? address : vcpu.segmentBase[CS] + address & 0xffff_ffffL;
    }

    @Nullable CodePage page(long address) {
      return pageAt(linear(address));
    }

    private @Nullable CodePage pageAt(long linear) {
      CodePage page = mmu.peekPage(linear);
      return page == null || page.host == 0 ? null : page;
    }

    @Override
    public @Nullable Instruction instruction(long address) {
      CodePage page = page(address);
      if (page == null || !page.isStable() || neverTranslated.test(linear(address))) {
        return null;
      }
      int offset = (int) linear(address) & 4095;
      int available = Math.min(LONGEST_INSTRUCTION, 4096 - offset);
      HostMemory.read(page.host + offset, bytes, 0, available);
      Instruction instruction = decoder.decode(bytes, 0, available, codeBits);
      if (instruction == Decoder.TRUNCATED) {
        CodePage next = pageAt((linear(address) & -4096) + 4096);
        if (next == null || !next.isStable()) {
          return null;
        }
        HostMemory.read(next.host, bytes, available, LONGEST_INSTRUCTION);
        instruction = decoder.decode(bytes, 0, available + LONGEST_INSTRUCTION, codeBits);
      }
      boolean within =
          codeBits == 64 || address + instruction.length() - 1 <= vcpu.segmentLimit[CS];
      return within && instruction != Decoder.TOO_LONG && instruction.mnemonic() != Mnemonic.INVALID
          ? instruction
          : null;
    }

    @Nullable Block known(long address) {
      CodePage page = page(address);
      return page == null ? null : page.find((int) linear(address) & 4095, vcpu.mode);
    }

    @Override
    public boolean isTranslated(long address) {
      Block block = known(address);
      return block != null && (block.translated != null || block.isAboutToBeTranslated());
    }

    @Override
    public int heat(long address) {
      Block block = known(address);
      return block == null ? 0 : block.heat < 0 ? threshold : Math.max(1, block.heat);
    }

    @Override
    public long[] targets(long branchAddress) {
      CodePage page = page(branchAddress);
      return page == null
          ? new long[0]
          : page.targets((int) linear(branchAddress) & 4095, branchAddress);
    }

    @Override
    public String name(long address) {
      return names.apply(linear(address));
    }

    /** The block at an address, decoded where it was not yet. */
    @Nullable Block block(long address) {
      CodePage page = page(address);
      if (page == null) {
        return null;
      }
      int offset = (int) linear(address) & 4095;
      Block block = page.find(offset, vcpu.mode);
      if (block == null && offset <= 4096 - LONGEST_INSTRUCTION) {
        block = blocks.decode(page, offset, vcpu.mode, () -> page);
        codePages.add(page, block);
      }
      return block;
    }
  }
}
