package org.kvas.translator.x86.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads an instruction's bytes in order. Behind the end it reads zeros and counts on, so that only
 * the outcome has to be checked.
 */
class CodeBytes {
  private static final int MAXIMUM_LENGTH = 15;
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = {};
  private int start;
  private int end;
  private boolean whole;
  private int position;

  final void start(byte[] bytes, int offset, int limit) {
    this.bytes = bytes;
    start = offset;
    position = offset;
    whole = limit - offset >= MAXIMUM_LENGTH;
    end = whole ? offset + MAXIMUM_LENGTH : limit;
  }

  /** Bytes taken so far. */
  final int length() {
    return position - start;
  }

  final boolean overrun() {
    return position > end;
  }

  /** Whether an overrun is due to the architecture's limit, not to missing bytes. */
  final boolean tooLong() {
    return whole;
  }

  final int unsignedByte() {
    int p = position++;
    return p < end ? bytes[p] & 0xff : 0;
  }

  /** The last byte is to be taken again. */
  final void giveBack() {
    position--;
  }

  /** The byte that was taken last or, where {@code taken} is 1, the next one, which is taken. */
  final int sameOrNextByte(int taken) {
    int p = position - 1 + taken;
    position += taken;
    return p < end ? bytes[p] & 0xff : 0;
  }

  /** The next byte, not taken. */
  final int peek() {
    return position < end ? bytes[position] & 0xff : 0;
  }

  final int signedByte() {
    return (byte) unsignedByte();
  }

  final int signedShort() {
    int p = position;
    position = p + 2;
    return p + 2 <= end ? (short) SHORT.get(bytes, p) : 0;
  }

  final int signedInt() {
    int p = position;
    position = p + 4;
    return p + 4 <= end ? (int) INT.get(bytes, p) : 0;
  }

  /** A displacement of 0, 1 or 4 bytes, for ModRM.mod 0, 1 or 2. */
  final int displacement(int mod) {
    int p = position;
    int length = mod * mod;
    position = p + length;
    if (p + 4 > end) {
      return lastDisplacement(p, length);
    }
    int shift = 32 - 8 * length;
    return ((int) INT.get(bytes, p) << shift >> shift) & -mod >> 31;
  }

  private int lastDisplacement(int p, int length) {
    position = p;
    return length == 0 ? 0 : length == 1 ? signedByte() : signedInt();
  }

  final long signedLong() {
    int p = position;
    position = p + 8;
    return p + 8 <= end ? (long) LONG.get(bytes, p) : 0;
  }
}
