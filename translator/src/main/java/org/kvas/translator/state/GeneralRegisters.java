package org.kvas.translator.state;

import static org.kvas.translator.state.HostMemory.U;

import java.util.Objects;

/**
 * The general registers. Translated code names their fields; everything else takes them by number,
 * without an array in between, whose bounds each access would have to be checked against.
 */
@SuppressWarnings("UnusedVariable") // read and written by number
public abstract class GeneralRegisters {
  /** In encoding order. */
  private static final String[] FIELDS = {
    "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13",
    "r14", "r15", "none"
  };

  private static final int COUNT = 16;
  private static final long[] OFFSETS = offsets();
  private static final long FIRST = OFFSETS[0];
  private static final boolean IN_ORDER = areInOrder();

  public long rax;
  public long rcx;
  public long rdx;
  public long rbx;
  public long rsp;
  public long rbp;
  public long rsi;
  public long rdi;
  public long r8;
  public long r9;
  public long r10;
  public long r11;
  public long r12;
  public long r13;
  public long r14;
  public long r15;

  /** Number 16, where an operand has no base or index: always zero. */
  private long none;

  private static long[] offsets() {
    long[] offsets = new long[FIELDS.length];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = U.objectFieldOffset(GeneralRegisters.class, FIELDS[i]);
    }
    return offsets;
  }

  /** Whether the JVM has laid out the fields as they are declared, which it need not. */
  private static boolean areInOrder() {
    for (int i = 0; i < OFFSETS.length; i++) {
      if (OFFSETS[i] != FIRST + (long) Long.BYTES * i) {
        return false;
      }
    }
    return true;
  }

  /** The name of the field of a register, 0 to 15. */
  public static String field(int number) {
    return FIELDS[Objects.checkIndex(number, COUNT)];
  }

  private static long offset(int number) {
    return IN_ORDER
        ? FIRST + (long) Long.BYTES * Objects.checkIndex(number, COUNT + 1)
        : OFFSETS[number];
  }

  /** RAX to R15 in encoding order. */
  public final long general(int number) {
    return U.getLong(this, offset(number));
  }

  public final void setGeneral(int number, long value) {
    U.putLong(this, offset(number), value);
  }

  /** A copy of all 16. */
  public final long[] generals() {
    long[] values = new long[COUNT];
    for (int i = 0; i < COUNT; i++) {
      values[i] = general(i);
    }
    return values;
  }

  /** Sets the first of them. */
  public final void setGenerals(long... values) {
    for (int i = 0; i < values.length; i++) {
      setGeneral(i, values[i]);
    }
  }
}
