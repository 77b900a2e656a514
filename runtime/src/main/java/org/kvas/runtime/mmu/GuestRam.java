package org.kvas.runtime.mmu;

import java.util.Objects;
import org.kvas.translator.state.HostMemory;

/**
 * A block of memory outside the Java heap, zero at first and aligned to 4 KiB. Blocks of a size
 * that every C library takes fresh from the operating system are committed page by page as they are
 * touched, so that memory a guest never uses costs nothing.
 */
public final class GuestRam implements AutoCloseable {
  private static final int ALIGNMENT = 4096;

  /**
   * From here on allocations are mappings of their own (glibc raises its threshold to at most 32
   * MiB), which read zero without being touched.
   */
  private static final long ZERO_WHEN_FRESH = 64L << 20;

  private final long allocation;
  private final long address;
  private final long size;
  private boolean closed;

  /**
   * @param size in bytes, a multiple of 4 KiB
   * @throws OutOfMemoryError if the host refuses
   */
  public GuestRam(long size) {
    if (size <= 0 || size % ALIGNMENT != 0) {
      throw new IllegalArgumentException("not a positive number of 4 KiB pages: " + size);
    }
    this.size = size;
    allocation = HostMemory.allocate(size + ALIGNMENT);
    address = allocation + ALIGNMENT - 1 & -ALIGNMENT;
    if (size < ZERO_WHEN_FRESH) {
      HostMemory.fill(address, size, (byte) 0);
    }
  }

  public long size() {
    return size;
  }

  /** Host address of {@code offset}, of which {@code length} bytes may be used. */
  public long address(long offset, long length) {
    Objects.checkFromIndexSize(offset, length, size);
    if (closed) {
      throw new IllegalStateException("memory was freed");
    }
    return address + offset;
  }

  public void read(long offset, byte[] into, int start, int length) {
    Objects.checkFromIndexSize(start, length, into.length);
    HostMemory.read(address(offset, length), into, start, length);
  }

  public void write(long offset, byte[] from, int start, int length) {
    Objects.checkFromIndexSize(start, length, from.length);
    HostMemory.write(from, start, address(offset, length), length);
  }

  public void fill(long offset, long length, byte value) {
    HostMemory.fill(address(offset, length), length, value);
  }

  /** Frees the memory: nothing may use an address of it any more, TLBs included. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      HostMemory.free(allocation);
    }
  }
}
