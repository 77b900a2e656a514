package org.kvas.runtime.lockstep;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.lockstep.OutsideEvent.Access;
import org.kvas.runtime.lockstep.OutsideEvent.BusMasterWrite;
import org.kvas.runtime.lockstep.OutsideEvent.Refusal;
import org.kvas.runtime.lockstep.OutsideEvent.Remap;
import org.kvas.runtime.lockstep.OutsideEvent.Target;
import org.kvas.translator.state.GuestFault;

/**
 * What came from outside since the engines last agreed, in order: written while the leader runs,
 * read while the replay does. Outside of the leader's run the engines agree, so what devices change
 * then reaches the replay at once.
 */
final class OutsideRecord {
  private final List<OutsideEvent> events = new ArrayList<>();
  private final Consumer<OutsideEvent> changes;
  private int next;
  private boolean open;

  /**
   * @param changes applies a {@link BusMasterWrite} or a {@link Remap} to the replay's memory
   */
  OutsideRecord(Consumer<OutsideEvent> changes) {
    this.changes = changes;
  }

  /** The leader starts, or has stopped. */
  void setOpen(boolean open) {
    this.open = open;
  }

  boolean isOpen() {
    return open;
  }

  void add(OutsideEvent event) {
    if (open) {
      events.add(event);
    } else if (event instanceof BusMasterWrite || event instanceof Remap) {
      changes.accept(event);
    }
  }

  /** Records a read of the leader. */
  long read(Target target, long address, int size, LongSupplier access) {
    try {
      long value = access.getAsLong();
      add(new Access(target, false, address, size, value));
      return value;
    } catch (GuestFault fault) {
      add(new Refusal(new Access(target, false, address, size, 0), fault));
      throw fault;
    }
  }

  /** Records a write of the leader. */
  void write(Target target, long address, int size, long value, Runnable access) {
    Access written = new Access(target, true, address, size, value);
    try {
      access.run();
      add(written);
    } catch (GuestFault fault) {
      add(new Refusal(written, fault));
      throw fault;
    }
  }

  /** The replay accesses what the leader must have accessed next. */
  long replay(Target target, boolean write, long address, int size, long value) {
    Access wanted = new Access(target, write, address, size, value);
    OutsideEvent event = nextAccess();
    Access access =
        event instanceof Refusal refusal
            ? refusal.access()
            : event instanceof Access done ? done : null;
    if (access == null || !access.matches(wanted)) {
      throw new Divergence(
          "the interpreter does a "
              + wanted
              + "; the leader "
              + (access == null ? "did nothing more" : "did a " + access));
    }
    next++;
    if (event instanceof Refusal refusal) {
      throw refusal.fault();
    }
    return access.value();
  }

  private @Nullable OutsideEvent nextAccess() {
    while (next < events.size()
        && (events.get(next) instanceof BusMasterWrite || events.get(next) instanceof Remap)) {
      changes.accept(events.get(next++));
    }
    return next < events.size() ? events.get(next) : null;
  }

  /** The replay has come to where the leader is: forgets, or tells of what only the leader did. */
  void finish() {
    OutsideEvent left = events.isEmpty() ? null : nextAccess();
    if (left != null) {
      throw new Divergence("the interpreter did not do what the leader did: " + left);
    }
    events.clear();
    next = 0;
  }

  /** Starts the replay again. */
  void rewind() {
    next = 0;
  }
}
