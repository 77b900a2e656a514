package org.kvas.devices.debug;

import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import org.kvas.devices.DeviceState;
import org.kvas.devices.IrqLine;
import org.kvas.devices.MmioDevice;
import org.kvas.devices.PortDevice;

/**
 * QEMU's pc-testdev, which kvm-unit-tests drive: a 32-bit latch at e0h and again at e8h, four ports
 * each; e4h drops translations of a page; 2000h to 2017h drive interrupt lines 0 to 23; 64 KiB of
 * plain memory behind MMIO at ff000000h. QEMU, hw/misc/pc-testdev.c.
 */
public final class PcTestDevice {
  public static final long MEMORY_BASE = 0xff00_0000L;
  public static final int MEMORY_SIZE = 0x1_0000;

  private final LongConsumer flushPage;
  private final IrqLine[] lines = new IrqLine[24];
  private final byte[] memory = new byte[MEMORY_SIZE];
  private int latch;

  /**
   * @param line global system interrupt 0 to 23
   * @param flushPage takes the guest-physical address of a page whose cached translations are to be
   *     dropped
   */
  public PcTestDevice(IntFunction<IrqLine> line, LongConsumer flushPage) {
    this.flushPage = flushPage;
    for (int i = 0; i < lines.length; i++) {
      lines[i] = line.apply(i);
    }
  }

  /** At e0h and at e8h, four ports. */
  public PortDevice latchPorts() {
    return new PortDevice() {
      @Override
      public int read(int offset, int size) {
        return (latch & mask(offset, size)) >>> 8 * offset;
      }

      @Override
      public void write(int offset, int size, int value) {
        int mask = mask(offset, size);
        latch = latch & ~mask | value << 8 * offset & mask;
      }

      private int mask(int offset, int size) {
        return -1 >>> 32 - 8 * size << 8 * offset;
      }
    };
  }

  /** At e4h, four ports. */
  public PortDevice flushPort() {
    return new PortDevice() {
      @Override
      public int read(int offset, int size) {
        return 0;
      }

      @Override
      public void write(int offset, int size, int value) {
        flushPage.accept(value & 0xffff_f000L);
      }
    };
  }

  /** At 2000h, 24 ports. */
  public PortDevice linePorts() {
    return new PortDevice() {
      @Override
      public int read(int offset, int size) {
        return 0;
      }

      @Override
      public void write(int offset, int size, int value) {
        lines[offset].set((value & 0xff) != 0);
      }
    };
  }

  /** At {@link #MEMORY_BASE}, {@link #MEMORY_SIZE} bytes. */
  public MmioDevice memory() {
    return new MmioDevice() {
      @Override
      public long read(long offset, int size) {
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
          value = value << 8 | memory[(int) (offset + i) & MEMORY_SIZE - 1] & 0xff;
        }
        return value;
      }

      @Override
      public void write(long offset, int size, long value) {
        for (int i = 0; i < size; i++) {
          memory[(int) (offset + i) & MEMORY_SIZE - 1] = (byte) (value >>> 8 * i);
        }
      }
    };
  }

  public State state() {
    return new State(latch, memory.clone());
  }

  public void restore(State state) {
    latch = state.latch;
    System.arraycopy(state.memory, 0, memory, 0, MEMORY_SIZE);
  }

  public record State(int latch, byte[] memory) implements DeviceState {}
}
