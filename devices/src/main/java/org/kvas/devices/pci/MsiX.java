package org.kvas.devices.pci;

import org.kvas.devices.DeviceState;
import org.kvas.devices.MmioDevice;

/**
 * An MSI-X table and its pending bits in one 4 KiB page: the table at offset 0, the pending bit
 * array at 800h. PCI 3.0, 6.8.2.
 *
 * <p>The function that owns it declares the capability with {@link #declare} and the page as a
 * memory BAR.
 */
public final class MsiX implements MmioDevice {
  public static final int PAGE = 4096;
  public static final int CAPABILITY = 0x11;
  private static final int PENDING_OFFSET = 0x800;
  private static final int MAXIMUM = 64;

  private final MessageSink sink;
  private final int vectors;

  /** Four 32-bit words a vector: address low, address high, data, vector control. */
  private final int[] table;

  private long pending;
  private boolean enabled;
  private boolean functionMasked;

  /**
   * @param vectors 1 to 64
   */
  public MsiX(int vectors, MessageSink sink) {
    if (vectors < 1 || vectors > MAXIMUM) {
      throw new IllegalArgumentException("vectors: " + vectors);
    }
    this.vectors = vectors;
    this.sink = sink;
    table = new int[4 * vectors];
    reset();
  }

  /**
   * Adds the capability to {@code function}.
   *
   * @param bar the BAR that {@code function} maps this page with
   * @return the capability's offset, for {@link #controlWritten}
   */
  public int declare(PciFunction function, int bar) {
    int offset = function.addCapability(CAPABILITY, 12);
    function.set16(offset + 2, vectors - 1);
    function.allowWrites(offset + 2, 2, 0xc000);
    function.set32(offset + 4, bar);
    function.set32(offset + 8, PENDING_OFFSET | bar);
    return offset;
  }

  /**
   * @param control the capability's message control word as software has written it
   */
  public void controlWritten(int control) {
    enabled = (control & 0x8000) != 0;
    functionMasked = (control & 0x4000) != 0;
    sendPending();
  }

  /** Whether the function must use this and not its pin. */
  public boolean isEnabled() {
    return enabled;
  }

  /** Raises a vector: its message is sent, or its pending bit set while it is masked. */
  public void signal(int vector) {
    if (vector < 0 || vector >= vectors || !enabled) {
      return;
    }
    if (isMasked(vector)) {
      pending |= 1L << vector;
    } else {
      sink.message(
          table[4 * vector] & 0xffff_fffcL | (long) table[4 * vector + 1] << 32,
          table[4 * vector + 2]);
    }
  }

  private boolean isMasked(int vector) {
    return functionMasked || (table[4 * vector + 3] & 1) != 0;
  }

  private void sendPending() {
    for (int i = 0; i < vectors && pending != 0; i++) {
      if ((pending & 1L << i) != 0 && enabled && !isMasked(i)) {
        pending &= ~(1L << i);
        signal(i);
      }
    }
  }

  public void reset() {
    for (int i = 0; i < table.length; i++) {
      table[i] = (i & 3) == 3 ? 1 : 0;
    }
    pending = 0;
    enabled = false;
    functionMasked = false;
  }

  @Override
  public long read(long offset, int size) {
    if (size == 8) {
      return read(offset, 4) | read(offset + 4, 4) << 32;
    }
    int word = (int) offset >> 2;
    int value = 0;
    if (word < table.length) {
      value = table[word];
    } else if ((offset & ~7) == PENDING_OFFSET) {
      value = (int) (pending >>> ((offset & 4) != 0 ? 32 : 0));
    }
    return value >>> 8 * ((int) offset & 3) & -1L >>> 64 - 8 * size;
  }

  @Override
  public void write(long offset, int size, long value) {
    int word = (int) offset >> 2;
    if (word < table.length && size >= 4) {
      table[word] = (word & 3) == 3 ? (int) value & 1 : (int) value;
      if (size == 8) {
        write(offset + 4, 4, value >>> 32);
      }
      sendPending();
    }
  }

  public State state() {
    return new State(table.clone(), pending, enabled, functionMasked);
  }

  public void restore(State state) {
    System.arraycopy(state.table, 0, table, 0, table.length);
    pending = state.pending;
    enabled = state.enabled;
    functionMasked = state.functionMasked;
  }

  public record State(int[] table, long pending, boolean enabled, boolean functionMasked)
      implements DeviceState {}
}
