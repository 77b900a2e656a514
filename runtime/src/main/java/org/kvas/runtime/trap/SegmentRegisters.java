package org.kvas.runtime.trap;

import static org.kvas.translator.state.VcpuState.CS;
import static org.kvas.translator.state.VcpuState.GS;
import static org.kvas.translator.state.VcpuState.SS;

import org.kvas.runtime.vcpu.Vcpu;

/**
 * Writes a segment register's visible and hidden parts, and derives from limit and type which
 * offsets may be read and written. No checks: see {@link SegmentLoading}. The caller refreshes the
 * execution mode. SDM Vol. 3A, 3.4.3, 5.3 and 20.1.1.
 */
public final class SegmentRegisters {
  private static final long FOUR_GIB = 0xffff_ffffL;

  /** Present, accessed, writable data. */
  private static final int REAL_MODE = 0x93;

  private static final int VIRTUAL_8086 = 0xf3;

  private SegmentRegisters() {}

  static void load(Vcpu cpu, int index, int selector, Descriptor descriptor) {
    set(cpu, index, selector, descriptor.base(), descriptor.limit(), descriptor.attributes());
  }

  /** Any state at all, as at reset or from a snapshot. */
  public static void set(Vcpu cpu, int index, int selector, long base, long limit, int attributes) {
    cpu.segmentSelector[index] = selector;
    cpu.segmentBase[index] = base;
    cpu.segmentLimit[index] = limit;
    cpu.segmentAttributes[index] = attributes;
    deriveBounds(cpu, index);
  }

  /** A null selector: an access through it faults outside 64-bit mode. */
  static void loadNull(Vcpu cpu, int index, int selector) {
    set(cpu, index, selector, 0, 0, 0);
  }

  /** Real-address mode keeps the limit, and the D/B flag, from before. */
  public static void loadRealMode(Vcpu cpu, int index, int selector) {
    int kept =
        cpu.segmentAttributes[index] & (SegmentAttributes.BIG | SegmentAttributes.GRANULARITY);
    set(cpu, index, selector, (long) selector << 4, cpu.segmentLimit[index], kept | REAL_MODE);
  }

  public static void loadVirtual8086(Vcpu cpu, int index, int selector) {
    set(cpu, index, selector, (long) selector << 4, 0xffff, VIRTUAL_8086);
  }

  /**
   * Code of base 0 and limit 4 GiB, whatever the descriptor table holds. SDM Vol. 3A, 5.8.7 and
   * 5.8.8.
   */
  static void loadFlatCode(Vcpu cpu, int selector, int dpl, boolean wide) {
    setFlat(cpu, CS, selector, (wide ? 0xa09b : 0xc09b) | dpl << 5);
    cpu.segmentWriteHigh[CS] = -1;
  }

  static void loadFlatStack(Vcpu cpu, int selector, int dpl) {
    setFlat(cpu, SS, selector, 0xc093 | dpl << 5);
    cpu.segmentWriteHigh[SS] = FOUR_GIB;
  }

  private static void setFlat(Vcpu cpu, int index, int selector, int attributes) {
    cpu.segmentSelector[index] = selector;
    cpu.segmentBase[index] = 0;
    cpu.segmentLimit[index] = FOUR_GIB;
    cpu.segmentAttributes[index] = attributes;
    cpu.segmentLow[index] = 0;
    cpu.segmentReadHigh[index] = FOUR_GIB;
  }

  /** After CR0.PE has changed: types count in protected mode only. */
  static void deriveAllBounds(Vcpu cpu) {
    for (int index = 0; index <= GS; index++) {
      deriveBounds(cpu, index);
    }
  }

  private static void deriveBounds(Vcpu cpu, int index) {
    long limit = cpu.segmentLimit[index];
    int attributes = cpu.segmentAttributes[index];
    if ((cpu.cr0 & ControlBits.CR0_PE) == 0) {
      setBounds(cpu, index, 0, limit, limit);
    } else if ((attributes & SegmentAttributes.PRESENT) == 0) {
      setBounds(cpu, index, 0, -1, -1);
    } else if (SegmentAttributes.isExpandDown(attributes)) {
      long high = (attributes & SegmentAttributes.BIG) != 0 ? FOUR_GIB : 0xffff;
      setBounds(cpu, index, limit + 1, high, SegmentAttributes.isWritable(attributes) ? high : -1);
    } else {
      long read = SegmentAttributes.isReadable(attributes) ? limit : -1;
      setBounds(cpu, index, 0, read, SegmentAttributes.isWritable(attributes) ? limit : -1);
    }
  }

  private static void setBounds(Vcpu cpu, int index, long low, long readHigh, long writeHigh) {
    cpu.segmentLow[index] = low;
    cpu.segmentReadHigh[index] = readHigh;
    cpu.segmentWriteHigh[index] = writeHigh;
  }
}
