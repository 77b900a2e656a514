package org.kvas.runtime.lockstep;

import org.jspecify.annotations.Nullable;
import org.kvas.runtime.cache.CodePages;
import org.kvas.runtime.lockstep.OutsideEvent.Access;
import org.kvas.runtime.lockstep.OutsideEvent.BusMasterWrite;
import org.kvas.runtime.lockstep.OutsideEvent.Refusal;
import org.kvas.runtime.lockstep.OutsideEvent.Remap;
import org.kvas.runtime.lockstep.OutsideEvent.Target;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.DeviceAccessListener;
import org.kvas.translator.state.HostMemory;

/**
 * What the replays of a machine's processors share: their copy of its memory, without devices, and
 * the record of what came from outside.
 */
final class ReplayMachine implements AutoCloseable {
  final AddressSpace space = new AddressSpace();
  final CodePages codePages = new CodePages(space);
  final OutsideRecord record = new OutsideRecord(this::change);
  final StoreLog stores = new StoreLog();
  final TwinMemory memory = new TwinMemory();

  private final AddressSpace leaderSpace;

  /** Copies the leader's memory as it is now. */
  ReplayMachine(AddressSpace leaderSpace) {
    this.leaderSpace = leaderSpace;
    adopt(leaderSpace.layout());
    leaderSpace.onChange(() -> record.add(new Remap(leaderSpace.layout())));
    leaderSpace.alsoOnBusMasterWrite(this::busMasterWrote);
    leaderSpace.onDeviceAccess(
        new DeviceAccessListener() {
          @Override
          public void read(long address, int size, long value) {
            record.add(new Access(Target.DEVICE, false, address, size, value));
          }

          @Override
          public void written(long address, int size, long value) {
            record.add(new Access(Target.DEVICE, true, address, size, value));
          }
        });
  }

  private void busMasterWrote(long address, int length) {
    byte[] bytes = new byte[length];
    leaderSpace.read(address, bytes, 0, length);
    record.add(new BusMasterWrite(address, bytes));
  }

  private void change(OutsideEvent event) {
    switch (event) {
      case BusMasterWrite(long address, byte[] bytes) ->
          space.write(address, bytes, 0, bytes.length);
      case Remap(AddressSpace.Layout layout) -> adopt(layout);
      case Access _, Refusal _ -> throw new IllegalArgumentException("changes no memory: " + event);
    }
  }

  private void adopt(AddressSpace.Layout layout) {
    space.adopt(layout, region -> memory.counterpart(region, record));
  }

  /**
   * The first of the replay's stores that left something else than the leader has there: its
   * number; -1 for none.
   */
  int firstDifferentStore() {
    for (int i = 0; i < stores.count(); i++) {
      long host = stores.host(i);
      if (HostMemory.getLong(host) != HostMemory.getLong(memory.leaderHost(host))) {
        return i;
      }
    }
    return -1;
  }

  /** What differs in all of memory, as a line; null for nothing. */
  @Nullable String memoryDifference() {
    long host = memory.firstDifference();
    return host == 0 ? null : memoryLine(host);
  }

  String memoryLine(long host) {
    return "memory 0x%x: translator 0x%x, interpreter 0x%x"
        .formatted(
            memory.offset(host),
            HostMemory.getLong(memory.leaderHost(host)),
            HostMemory.getLong(host));
  }

  @Override
  public void close() {
    memory.close();
  }
}
