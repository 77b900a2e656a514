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

  /** An object of a class, all of its fields zero: no constructor runs. */
  public static Object unconstructed(Class<?> type) throws InstantiationException {
    return U.allocateInstance(type);
  }

  /**
   * Defines a class among those of the JDK itself.
   *
   * @param name internal
   */
  public static Class<?> defineInBootLoader(String name, byte[] file) {
    return U.defineClass(name, file, 0, file.length, null, null);
  }
}
