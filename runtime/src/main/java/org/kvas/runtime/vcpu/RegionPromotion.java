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
import org.kvas.runtime.cache.TranslatedRegion;
import org.kvas.runtime.events.RegionTranslated;
import org.kvas.runtime.mmu.SoftwareMmu;
import org.kvas.runtime.profile.Tier;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.HostMemory;
import org.kvas.translator.translate.CodeSource;
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
    RegionTranslated event = RegionTranslated.started();
    long start = System.nanoTime();
    Translation translation = translator.translate(source, head, vcpu.mode, most);
    if (translation != null) {
      TranslatedRegion region = new TranslatedRegion(source.linear(head), translation);
      event.commit(vcpu.id, translation.entries().size(), region);
      install(vcpu, source, head, page, region, translation);
      vcpu.counters.translations++;
    }
    vcpu.counters.translationNanoseconds += System.nanoTime() - start;
  }

  private void install(
      Vcpu vcpu,
      Source source,
      long head,
      CodePage headPage,
      TranslatedRegion region,
      Translation translation) {
    long headLinear = region.head;
    cache.put(headPage.physical | headLinear & 0xfff, vcpu.mode, region);
    for (int[] range : translation.ranges()) {
      cover(region, headLinear, range[0], range[1]);
      claim(source, head + range[0], region, translation.inPlace());
    }
    List<Entrance> entrances = entrances(source, head, translation);
    if (warmup == null) {
      open(vcpu, region, head, entrances);
    } else {
      warmup.prepare(
          region.code,
          vcpu,
          () -> {
            ready.add(() -> open(vcpu, region, head, entrances));
            vcpu.request(Vcpu.PENDING_REGION);
          });
    }
  }

  /** A block through which a region is entered. */
  private record Entrance(Block block, int index, int offset) {}

  private List<Entrance> entrances(Source source, long head, Translation translation) {
    List<Entrance> entrances = new ArrayList<>();
    List<Integer> offsets = translation.entries();
    for (int i = 0; i < offsets.size(); i++) {
      Block block = source.block(head + offsets.get(i));
      if (block != null) {
        entrances.add(new Entrance(block, i, offsets.get(i)));
      }
    }
    return entrances;
  }

  /** From now on the region is entered; nothing happens if its code was rewritten meanwhile. */
  private void open(Vcpu vcpu, TranslatedRegion region, long head, List<Entrance> entrances) {
    if (region.isDropped()) {
      return;
    }
    vcpu.counters.opened++;
    for (Entrance entrance : entrances) {
      boolean isHead = entrance.index == 0;
      if (entrance.block.isValid() && (isHead || entrance.block.translated == null)) {
        region.enteredFrom(entrance.block, entrance.index, entrance.offset);
        jumps.forget(head + entrance.offset);
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
  private void claim(Source source, long address, TranslatedRegion region, boolean asEntry) {
    Block block = asEntry ? source.block(address) : source.known(address);
    if (block != null) {
      region.claim(block, asEntry ? Block.ABOUT_TO_BE_TRANSLATED : -CLAIM * threshold);
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
