package org.kvas.runtime.oracle;

/**
 * What lies where in the file that Kvas and the native child share, and at which addresses the
 * child, and the emulated processor, see it. Tests and results are records laid out by {@link
 * StateRecord}.
 */
final class SharedArea {
  static final int PAGE = 4096;

  /** Tests in a batch, at most. */
  static final int BATCH = 1024;

  /** One batch is executed while another is compared; and a test for itself. */
  static final int SINGLE = 2 * BATCH;

  private static final int RECORDS = SINGLE + 1;

  // Quadwords of the first page

  /** The first test of a batch, and the one behind its last. */
  static final int FIRST = 40;

  static final int END = 0;

  /** The child's: the test being executed. */
  static final int INDEX = 8;

  /** The child's: not zero once the first batch was asked for. */
  static final int STARTED = 16;

  /** The child's: the test that was being executed at the last tick of its timer, or -1. */
  static final int TICKED = 24;

  /** The child's: the byte it reads. */
  static final int GO = 32;

  // The file

  static final int CODE = PAGE;
  static final int DATA = 2 * PAGE;
  static final int CONSTANTS = 3 * PAGE;
  static final int TESTS = 4 * PAGE;
  static final int RESULTS = TESTS + RECORDS * StateRecord.SIZE;
  static final int SIZE = (RESULTS + RECORDS * StateRecord.SIZE + PAGE - 1) / PAGE * PAGE;

  // Linear addresses. All below 2 GiB, each page between two that are not mapped.

  /** Read and execute. */
  static final long CODE_ADDRESS = 0x1000_0000L;

  /** Read and write. */
  static final long DATA_ADDRESS = CODE_ADDRESS + 2 * PAGE;

  /** Read only. */
  static final long CONSTANTS_ADDRESS = DATA_ADDRESS + 2 * PAGE;

  /** The data page, twice in a row: what crosses from one to the other wraps round in it. */
  static final long TWICE_ADDRESS = CONSTANTS_ADDRESS + 2 * PAGE;

  static final long BOUNDARY = TWICE_ADDRESS + PAGE;

  /** The last bytes of the data page belong to the state; the rest of it starts as zeros. */
  static final int OUTSIDE_BYTES = PAGE - StateRecord.WINDOW_BYTES;

  static final long WINDOW_ADDRESS = DATA_ADDRESS + OUTSIDE_BYTES;

  /** In the code page; everything around the instruction is INT3. */
  static final int INSTRUCTION_OFFSET = 0x800;

  static final long INSTRUCTION_ADDRESS = CODE_ADDRESS + INSTRUCTION_OFFSET;

  private SharedArea() {}
}
