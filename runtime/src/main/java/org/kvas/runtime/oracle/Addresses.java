package org.kvas.runtime.oracle;

import java.util.SplittableRandom;

/** Random addresses of memory operands. */
final class Addresses {
  private static final long WINDOW_END = SharedArea.WINDOW_ADDRESS + StateRecord.WINDOW_BYTES;

  private static final long LOWER_END = 1L << 47;

  private Addresses() {}

  /** Inside the window: aligned most often, as the wide need it; sometimes not, or at its end. */
  static long inWindow(SplittableRandom random, int bytes) {
    int size = Math.max(bytes, 1);
    long span = Math.max(1, StateRecord.WINDOW_BYTES - size + 1);
    long address = SharedArea.WINDOW_ADDRESS + random.nextLong(span);
    return switch (random.nextInt(8)) {
      case 0 -> address;
      case 1 -> WINDOW_END - size;
      default -> address & -Math.min(64, Integer.highestOneBit(2 * size - 1));
    };
  }

  /** Where canonical addresses end or begin again. Without upper halves, next to 0. */
  private static long atEnd(SplittableRandom random, int bytes) {
    long edge = random.nextBoolean() ? LOWER_END : -LOWER_END;
    return edge - random.nextInt(-8, 8 + bytes);
  }

  /** Also where there is nothing, or nothing to be written. */
  static long any(SplittableRandom random, int bytes) {
    return switch (random.nextInt(24)) {
      case 3 -> random.nextInt(4) == 0 ? atEnd(random, bytes) : inWindow(random, bytes);
      case 0 -> WINDOW_END - random.nextInt(1 + Math.max(bytes, 1));
      case 1 -> SharedArea.CONSTANTS_ADDRESS + random.nextInt(64) * 16L;
      case 2 ->
          // where a part is stored before another faults, nobody sees what lies before the window
          bytes <= 8 && random.nextBoolean()
              ? SharedArea.DATA_ADDRESS - random.nextInt(1 + Math.max(bytes, 1))
              : SharedArea.CODE_ADDRESS + random.nextInt(SharedArea.PAGE);
      case 4 -> SharedArea.BOUNDARY - random.nextInt(1 + Math.max(bytes, 1));
      default -> inWindow(random, bytes);
    };
  }

  /** Near where the data page meets itself. */
  static long acrossPages(SplittableRandom random) {
    return SharedArea.BOUNDARY + random.nextInt(-80, 80);
  }

  /** In the data page, by the mappings that follow each other. */
  static boolean isTwice(long address) {
    return address >= SharedArea.TWICE_ADDRESS && address <= SharedArea.BOUNDARY;
  }

  /** By one of its three mappings. */
  static boolean isInDataPage(long address) {
    return isIn(address, SharedArea.DATA_ADDRESS, SharedArea.PAGE)
        || isIn(address, SharedArea.TWICE_ADDRESS, 2 * SharedArea.PAGE);
  }

  private static boolean isIn(long address, long start, int bytes) {
    return address >= start && address < start + bytes;
  }
}
