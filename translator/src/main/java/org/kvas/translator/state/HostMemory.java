package org.kvas.translator.state;

import jdk.internal.misc.Unsafe;

/**
 * Unchecked access to host memory at an absolute address, little-endian, any alignment. Everything
 * the guest can steer here was checked against a TLB tag first.
 */
public final class HostMemory {
  /** For emitted code, which HotSpot compiles faster without the calls between. */
  public static final Unsafe U = Unsafe.getUnsafe();

  private HostMemory() {}

  public static byte getByte(long address) {
    return U.getByte(address);
  }

  public static short getShort(long address) {
    return U.getShort(address);
  }

  public static int getInt(long address) {
    return U.getInt(address);
  }

  public static long getLong(long address) {
    return U.getLong(address);
  }

  public static void putByte(long address, byte value) {
    U.putByte(address, value);
  }

  public static void putShort(long address, short value) {
    U.putShort(address, value);
  }

  public static void putInt(long address, int value) {
    U.putInt(address, value);
  }

  public static void putLong(long address, long value) {
    U.putLong(address, value);
  }

  public static void fill(long address, long bytes, byte value) {
    U.setMemory(address, bytes, value);
  }

  public static void copy(long from, long to, long bytes) {
    U.copyMemory(from, to, bytes);
  }

  public static void read(long address, byte[] into, int offset, int length) {
    U.copyMemory(null, address, into, Unsafe.ARRAY_BYTE_BASE_OFFSET + offset, length);
  }

  public static void write(byte[] from, int offset, long address, int length) {
    U.copyMemory(from, Unsafe.ARRAY_BYTE_BASE_OFFSET + offset, null, address, length);
  }

  /** Memory of the given size, uncommitted where the host can; its content is undefined. */
  public static long allocate(long bytes) {
    return U.allocateMemory(bytes);
  }

  public static void free(long address) {
    U.freeMemory(address);
  }

  /** The entry of a TLB table for a linear address. */
  public static long tlbEntry(long table, long linear) {
    return table + (linear >>> VcpuState.TLB_SHIFT & VcpuState.TLB_OFFSET_MASK);
  }

  /**
   * Whether a TLB entry does not serve an access of {@code last + 1} bytes: another page, or the
   * access crosses into the next.
   */
  public static boolean misses(long entry, long linear, int last) {
    return (linear + last & VcpuState.PAGE_MASK) != U.getLong(entry);
  }

  /** The host address that a TLB entry gives a linear address. */
  public static long host(long entry, long linear) {
    return linear + U.getLong(entry + 8);
  }
}
