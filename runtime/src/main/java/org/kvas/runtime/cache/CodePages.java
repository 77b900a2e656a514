package org.kvas.runtime.cache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.CodeWatch;
import org.kvas.runtime.mmu.PageWriteListener;
import org.kvas.runtime.mmu.SoftwareMmu;

/**
 * The code pages of one machine by guest-physical address. A page that holds code has no write tag
 * in any TLB, so every write to it, by a processor, through an alias or by a bus master, comes
 * here.
 */
public final class CodePages implements CodeWatch, PageWriteListener {
  private static final int CHUNK_BITS = 10;

  /** Frames below 256 GiB are found by index. */
  private static final long NEAR_FRAMES = 1L << 26;

  private final AddressSpace space;
  private final List<SoftwareMmu> mmus = new ArrayList<>();
  private @Nullable CodePage[][] chunks = new CodePage[64][];

  /** Pages above {@link #NEAR_FRAMES}. */
  private final Map<Long, CodePage> far = new HashMap<>();

  /** Counts drops of code; who caches a block across calls compares. */
  private long generation;

  private Runnable onRewrite = () -> {};

  public CodePages(AddressSpace space) {
    this.space = space;
    space.onBusMasterWrite(this);
  }

  public void register(SoftwareMmu mmu) {
    mmus.add(mmu);
  }

  /**
   * Runs whenever decoded code was dropped: a processor in the middle of a block must leave it
   * after the current instruction.
   */
  public void whenRewritten(Runnable action) {
    Runnable before = onRewrite;
    onRewrite =
        () -> {
          before.run();
          action.run();
        };
  }

  public long generation() {
    return generation;
  }

  /**
   * The code page at a guest-physical address; one that is not memory gets a new, empty page each
   * time.
   */
  public CodePage page(long physical) {
    long host = space.hostPage(physical, false);
    if (host == 0) {
      return new CodePage(physical, 0);
    }
    CodePage page = existing(physical);
    if (page == null || page.host != host) {
      page = new CodePage(physical & -4096, host);
      put(physical >>> 12, page);
    }
    return page;
  }

  private void put(long frame, CodePage page) {
    if (frame >= NEAR_FRAMES) {
      far.put(frame, page);
      return;
    }
    int chunk = (int) frame >> CHUNK_BITS;
    if (chunk >= chunks.length) {
      chunks = Arrays.copyOf(chunks, Math.max(chunk + 1, chunks.length * 2));
    }
    CodePage[] pages = chunks[chunk];
    if (pages == null) {
      pages = new CodePage[1 << CHUNK_BITS];
      chunks[chunk] = pages;
    }
    pages[(int) frame & (1 << CHUNK_BITS) - 1] = page;
  }

  /**
   * Drops what is known of the page at a guest-physical address, whose memory comes to serve
   * another. Instruction TLBs must be flushed.
   */
  public void forget(long physicalPage) {
    CodePage page = existing(physicalPage);
    if (page != null) {
      page.written(0, 4096);
      long frame = physicalPage >>> 12;
      CodePage[] pages = frame >= NEAR_FRAMES ? null : chunks[(int) frame >> CHUNK_BITS];
      if (pages == null) {
        far.remove(frame);
      } else {
        pages[(int) frame & (1 << CHUNK_BITS) - 1] = null;
      }
    }
  }

  private @Nullable CodePage existing(long physical) {
    long frame = physical >>> 12;
    if (frame >= NEAR_FRAMES) {
      return far.get(frame);
    }
    int chunk = (int) frame >> CHUNK_BITS;
    if (chunk >= chunks.length) {
      return null;
    }
    CodePage[] pages = chunks[chunk];
    return pages == null ? null : pages[(int) frame & (1 << CHUNK_BITS) - 1];
  }

  @Override
  public boolean holdsCode(long physicalPage) {
    CodePage page = existing(physicalPage);
    return page != null && page.holdsCode();
  }

  /** A freshly decoded block, whose bytes are watched from now on. */
  public void add(CodePage page, Block block) {
    if (page.host == 0) {
      return;
    }
    watch(page);
    page.add(block);
    if (block.secondPage != null && block.secondPage.host != 0) {
      watch(block.secondPage);
      block.secondPage.addTail(block, block.offset + block.length() - 4096);
    }
  }

  /** A region was translated from bytes [from, end) of a page. */
  public void add(CodePage page, TranslatedRegion region, int from, int end) {
    watch(page);
    page.add(region, from, end);
  }

  private void watch(CodePage page) {
    if (!page.holdsCode()) {
      mmus.forEach(mmu -> mmu.codeAppeared(page.host));
    }
  }

  @Override
  public void written(long physical, int length) {
    long end = physical + length;
    for (long at = physical; at < end; at = (at & -4096) + 4096) {
      CodePage page = existing(at);
      if (page != null && page.holdsCode()) {
        int from = (int) at & 4095;
        if (page.written(from, (int) Math.min(4096, from + (end - at)))) {
          generation++;
          onRewrite.run();
        }
      }
    }
  }
}
