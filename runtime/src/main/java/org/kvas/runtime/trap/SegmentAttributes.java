package org.kvas.runtime.trap;

/**
 * Access rights of a segment as {@link org.kvas.translator.state.VcpuState#segmentAttributes} holds
 * them. SDM Vol. 3A, 3.4.5 and 3.5.
 */
public final class SegmentAttributes {
  public static final int TYPE = 0xf;
  public static final int ACCESSED = 1;

  /** Of data; readable of code. */
  public static final int WRITABLE = 2;

  /** Of data: expand-down; conforming of code. */
  public static final int EXPAND_DOWN = 4;

  public static final int CODE = 8;

  /** Code or data, not a system segment. */
  public static final int S = 0x10;

  public static final int PRESENT = 0x80;
  public static final int LONG = 1 << 13;
  public static final int BIG = 1 << 14;
  public static final int GRANULARITY = 1 << 15;

  /** System descriptor types. */
  public static final int TSS_16 = 1;

  public static final int LDT = 2;
  public static final int BUSY_TSS_16 = 3;
  public static final int CALL_GATE_16 = 4;
  public static final int TASK_GATE = 5;
  public static final int INTERRUPT_GATE_16 = 6;
  public static final int TRAP_GATE_16 = 7;
  public static final int TSS_32 = 9;
  public static final int BUSY_TSS_32 = 0xb;
  public static final int CALL_GATE_32 = 0xc;
  public static final int INTERRUPT_GATE_32 = 0xe;
  public static final int TRAP_GATE_32 = 0xf;

  public static final int TSS_BUSY = 2;

  private SegmentAttributes() {}

  public static int dpl(int attributes) {
    return attributes >> 5 & 3;
  }

  public static boolean isCode(int attributes) {
    return (attributes & (S | CODE)) == (S | CODE);
  }

  public static boolean isConforming(int attributes) {
    return (attributes & (S | CODE | EXPAND_DOWN)) == (S | CODE | EXPAND_DOWN);
  }

  public static boolean isData(int attributes) {
    return (attributes & (S | CODE)) == S;
  }

  public static boolean isWritable(int attributes) {
    return (attributes & (S | CODE | WRITABLE)) == (S | WRITABLE);
  }

  /** Data, or code that may be read. */
  public static boolean isReadable(int attributes) {
    return isData(attributes) || (attributes & (S | CODE | WRITABLE)) == (S | CODE | WRITABLE);
  }

  public static boolean isExpandDown(int attributes) {
    return (attributes & (S | CODE | EXPAND_DOWN)) == (S | EXPAND_DOWN);
  }
}
