package org.kvas.runtime.lockstep;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.mmu.GuestRam;
import org.kvas.runtime.mmu.MemoryRegion;
import org.kvas.runtime.mmu.MemoryRegion.Mmio;
import org.kvas.runtime.mmu.MemoryRegion.Ram;
import org.kvas.runtime.mmu.MemoryRegion.Rom;
import org.kvas.runtime.mmu.MemoryRegion.Shadow;
import org.kvas.runtime.mmu.MemoryRegion.Sparse;
import org.kvas.runtime.mmu.MemoryRegion.Unassigned;
import org.kvas.translator.state.HostMemory;

/**
 * Each block of the leader's memory and its copy for the replay. Device windows become {@link
 * ReplayedDevice}s.
 */
final class TwinMemory implements AutoCloseable {
  private static final int PAGE = 4096;

  private final List<Twin> twins = new ArrayList<>();

  /** A block and its copy. */
  record Twin(GuestRam leader, GuestRam replay) {
    private long leaderHost(long replayHost) {
      return replayHost - replay.address(0, 1) + leader.address(0, 1);
    }

    private boolean replayHolds(long host) {
      long start = replay.address(0, 1);
      return host >= start && host < start + replay.size();
    }
  }

  MemoryRegion counterpart(MemoryRegion region, OutsideRecord record) {
    return switch (region) {
      case Ram ram -> new Ram(ram.base(), ram.size(), twin(ram.memory()), ram.offset());
      case Rom rom -> new Rom(rom.base(), rom.size(), twin(rom.memory()), rom.offset());
      case Shadow shadow ->
          new Shadow(counterpart(shadow.reads(), record), counterpart(shadow.writes(), record));
      case Mmio mmio -> new Mmio(mmio.base(), mmio.size(), new ReplayedDevice(record, mmio.base()));
      case Unassigned unassigned -> unassigned;
      case Sparse _ ->
          throw new IllegalArgumentException("no lockstep on memory that is made as it is touched");
    };
  }

  private GuestRam twin(GuestRam memory) {
    for (Twin twin : twins) {
      if (twin.leader == memory) {
        return twin.replay;
      }
    }
    GuestRam copy = copy(memory);
    twins.add(new Twin(memory, copy));
    return copy;
  }

  /** Pages of zeros are not touched: the host need not commit them. */
  private static GuestRam copy(GuestRam memory) {
    GuestRam copy = new GuestRam(memory.size());
    byte[] page = new byte[PAGE];
    byte[] zeros = new byte[PAGE];
    for (long at = 0; at < memory.size(); at += PAGE) {
      memory.read(at, page, 0, PAGE);
      if (!java.util.Arrays.equals(page, zeros)) {
        copy.write(at, page, 0, PAGE);
      }
    }
    return copy;
  }

  /** The leader's place of a byte of the replay's memory. */
  long leaderHost(long replayHost) {
    for (Twin twin : twins) {
      if (twin.replayHolds(replayHost)) {
        return twin.leaderHost(replayHost);
      }
    }
    throw new IllegalStateException("not guest memory");
  }

  /**
   * Where, in its block, a place of the replay's memory lies: the guest-physical address, where
   * memory starts at 0.
   */
  long offset(long replayHost) {
    for (Twin twin : twins) {
      if (twin.replayHolds(replayHost)) {
        return replayHost - twin.replay.address(0, 1);
      }
    }
    return -1;
  }

  /**
   * The first place of the replay's memory, a multiple of 8, that differs from the leader's; 0 for
   * none.
   */
  long firstDifference() {
    for (Twin twin : twins) {
      Long found = firstDifference(twin);
      if (found != null) {
        return found;
      }
    }
    return 0;
  }

  private static @Nullable Long firstDifference(Twin twin) {
    long replay = twin.replay.address(0, 1);
    long leader = twin.leader.address(0, 1);
    for (long at = 0; at < twin.replay.size(); at += 8) {
      if (HostMemory.getLong(replay + at) != HostMemory.getLong(leader + at)) {
        return replay + at;
      }
    }
    return null;
  }

  @Override
  public void close() {
    twins.forEach(twin -> twin.replay.close());
    twins.clear();
  }
}
