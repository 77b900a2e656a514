package org.kvas.runtime.interpret;

import org.jspecify.annotations.Nullable;

/**
 * What makes the operations of each {@link Shape}, by the shape's key. A hash table that never
 * changes, so threads look into it without a lock.
 */
final class Prototypes {
  static final Prototypes NONE = new Prototypes(3);

  /** Spreads keys, which differ in few bits, over the upper bits of the product. */
  private static final long GOLDEN_RATIO = 0x9e37_79b9_7f4a_7c15L;

  private final int bits;
  private final long[] keys;

  /** Null in half of the slots at least. */
  private final @Nullable IntegerOperation[] operations;

  private int count;

  private Prototypes(int bits) {
    this.bits = bits;
    keys = new long[1 << bits];
    operations = new IntegerOperation[1 << bits];
  }

  @Nullable IntegerOperation find(long key) {
    return operations[slot(key)];
  }

  /** A table that has one more. */
  Prototypes with(long key, IntegerOperation operation) {
    Prototypes more = new Prototypes(2 * count < keys.length ? bits : bits + 1);
    for (int i = 0; i < keys.length; i++) {
      IntegerOperation present = operations[i];
      if (present != null) {
        more.put(keys[i], present);
      }
    }
    more.put(key, operation);
    return more;
  }

  private void put(long key, IntegerOperation operation) {
    int slot = slot(key);
    keys[slot] = key;
    operations[slot] = operation;
    count++;
  }

  /** Where the key is or would be. */
  private int slot(long key) {
    int slot = (int) (key * GOLDEN_RATIO >>> Long.SIZE - bits);
    while (operations[slot] != null && keys[slot] != key) {
      slot = slot + 1 & keys.length - 1;
    }
    return slot;
  }
}
