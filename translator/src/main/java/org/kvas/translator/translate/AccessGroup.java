package org.kvas.translator.translate;

import org.kvas.translator.x86.decode.Operand;

/**
 * Accesses of a block through the same registers, which nothing changes in between but the addition
 * of constants, within {@link AccessGroups#REACH} bytes: one TLB check does for all of them. Their
 * displacements are counted from what the registers were at the first of them.
 */
final class AccessGroup {
  /** One of the operands: what it adds its displacement to is what all do. */
  private final Operand.Memory first;

  private long low;
  private long last;
  private boolean writes;
  private int accesses;

  /** What has been added to the base since the first of them. */
  private long shift;

  /** Of those of a block that are checked; -1 where it is not worth it. */
  private int number = -1;

  /**
   * @param low displacement of the first operand's first byte
   */
  AccessGroup(Operand.Memory first, long low) {
    this.first = first;
    this.low = low;
    this.last = low;
  }

  Operand.Memory first() {
    return first;
  }

  /** Displacement of the first byte of all. */
  long low() {
    return low;
  }

  /** Displacement of the last byte of all. */
  long last() {
    return last;
  }

  boolean writes() {
    return writes;
  }

  int accesses() {
    return accesses;
  }

  int number() {
    return number;
  }

  void checkAs(int which) {
    number = which;
  }

  long shift() {
    return shift;
  }

  /** A constant is added to the base. */
  void shiftBy(long constant) {
    shift += constant;
  }

  void add(long displacement, int size, boolean write) {
    low = Math.min(low, displacement);
    last = Math.max(last, displacement + size - 1);
    writes |= write;
    accesses++;
  }

  boolean isThrough(Operand.Memory operand) {
    return operand.base() == first.base()
        && operand.index() == first.index()
        && operand.scale() == first.scale()
        && operand.segment() == first.segment()
        && operand.addressSize() == first.addressSize();
  }

  boolean uses(int register) {
    return first.base() == register || first.index() == register;
  }

  /** Whether the check of all does for an access. */
  boolean covers(long displacement, int size, boolean write) {
    return displacement >= low && displacement + size - 1 <= last && (writes || !write);
  }
}
