package org.kvas.devices.firmware;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.kvas.devices.DeviceState;
import org.kvas.devices.GuestMemory;
import org.kvas.devices.PortDevice;

/**
 * QEMU's firmware configuration device: twelve ports at 510h. Items are byte strings under 16-bit
 * keys; those from 20h on are files, listed in item 19h. QEMU, docs/specs/fw_cfg.rst.
 *
 * <p>An unknown key, and what lies beyond an item's end, reads as zeros. Items are read-only.
 */
public final class FwCfg implements PortDevice {
  /** Ports at 510h. */
  public static final int LENGTH = 12;

  public static final int KEY_SIGNATURE = 0x00;
  public static final int KEY_ID = 0x01;
  public static final int KEY_RAM_SIZE = 0x03;
  public static final int KEY_NOGRAPHIC = 0x04;
  public static final int KEY_PROCESSORS = 0x05;
  public static final int KEY_NUMA = 0x0d;
  public static final int KEY_BOOT_MENU = 0x0e;
  public static final int KEY_MAXIMUM_PROCESSORS = 0x0f;
  public static final int KEY_KERNEL_ADDRESS = 0x07;
  public static final int KEY_KERNEL_SIZE = 0x08;
  public static final int KEY_INITRD_ADDRESS = 0x0a;
  public static final int KEY_INITRD_SIZE = 0x0b;
  public static final int KEY_KERNEL_DATA = 0x11;
  public static final int KEY_INITRD_DATA = 0x12;
  public static final int KEY_COMMAND_LINE_ADDRESS = 0x13;
  public static final int KEY_COMMAND_LINE_SIZE = 0x14;
  public static final int KEY_COMMAND_LINE_DATA = 0x15;
  public static final int KEY_SETUP_ADDRESS = 0x16;
  public static final int KEY_SETUP_SIZE = 0x17;
  public static final int KEY_SETUP_DATA = 0x18;
  public static final int KEY_FILE_DIRECTORY = 0x19;
  private static final int KEY_FIRST_FILE = 0x20;

  private static final int DMA_ERROR = 1;
  private static final int DMA_READ = 2;
  private static final int DMA_SKIP = 4;
  private static final int DMA_SELECT = 8;
  private static final int DMA_WRITE = 16;

  /** "QEMU CFG", as the DMA address register reads. */
  private static final byte[] DMA_SIGNATURE = "QEMU CFG".getBytes(StandardCharsets.US_ASCII);

  private static final int NAME_LENGTH = 56;
  private static final int CHUNK = 0x1_0000;

  /** What one DMA operation moves at most; the largest item is an initial RAM disk. */
  private static final int DMA_LIMIT = 0x4000_0000;

  private static final byte[] NOTHING = {};

  private final GuestMemory memory;
  private final Map<Integer, byte[]> items = new HashMap<>();
  private final TreeMap<String, byte[]> files = new TreeMap<>();
  private int key;
  private byte[] selected = NOTHING;
  private int position;
  private long dmaAddress;

  public FwCfg(GuestMemory memory) {
    this.memory = memory;
    add(KEY_SIGNATURE, "QEMU".getBytes(StandardCharsets.US_ASCII));
    addInt(KEY_ID, 3); // the traditional interface and DMA
    rebuildDirectory();
  }

  /**
   * @param content kept, not copied
   */
  public void add(int key, byte[] content) {
    items.put(key, content);
  }

  public void addShort(int key, int value) {
    add(key, new byte[] {(byte) value, (byte) (value >> 8)});
  }

  public void addInt(int key, int value) {
    add(key, ByteBuffer.allocate(4).putInt(Integer.reverseBytes(value)).array());
  }

  public void addLong(int key, long value) {
    add(key, ByteBuffer.allocate(8).putLong(Long.reverseBytes(value)).array());
  }

  /**
   * Adds or replaces a file, before the guest runs: keys follow the names' order.
   *
   * @param name up to 55 ASCII characters
   */
  public void addFile(String name, byte[] content) {
    if (name.length() >= NAME_LENGTH) {
      throw new IllegalArgumentException("name too long: " + name);
    }
    files.put(name, content);
    rebuildDirectory();
  }

  private void rebuildDirectory() {
    ByteBuffer directory = ByteBuffer.allocate(4 + 64 * files.size());
    directory.putInt(files.size());
    int next = KEY_FIRST_FILE;
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      directory.putInt(file.getValue().length);
      directory.putShort((short) next);
      directory.putShort((short) 0);
      directory.put(Arrays.copyOf(file.getKey().getBytes(StandardCharsets.US_ASCII), NAME_LENGTH));
      add(next++, file.getValue());
    }
    add(KEY_FILE_DIRECTORY, directory.array());
  }

  private void select(int newKey) {
    key = newKey & 0xffff;
    selected = items.getOrDefault(key & ~0x4000, NOTHING); // bit 14 once asked for writing
    position = 0;
  }

  private int next() {
    return position < selected.length ? selected[position++] & 0xff : 0;
  }

  @Override
  public int read(int offset, int size) {
    if (offset < 4) {
      return offset == 1 ? next() : 0;
    }
    int value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | (offset - 4 + i < 8 ? DMA_SIGNATURE[offset - 4 + i] & 0xff : 0);
    }
    return value;
  }

  @Override
  public void write(int offset, int size, int value) {
    if (offset == 0 && size == 2) {
      select(value);
    } else if (offset == 4 && size == 4) {
      dmaAddress = (Integer.reverseBytes(value) & 0xffff_ffffL) << 32;
    } else if (offset == 8 && size == 4) {
      long descriptor = dmaAddress | Integer.reverseBytes(value) & 0xffff_ffffL;
      dmaAddress = 0;
      transfer(descriptor);
    }
  }

  private void transfer(long descriptor) {
    byte[] bytes = new byte[16];
    memory.read(descriptor, bytes, 0, 16);
    ByteBuffer fields = ByteBuffer.wrap(bytes);
    int control = fields.getInt();
    long length = fields.getInt() & 0xffff_ffffL;
    long address = fields.getLong();
    if ((control & DMA_SELECT) != 0) {
      select(control >>> 16);
    }
    boolean failed = (control & (DMA_READ | DMA_SKIP)) == 0 && (control & DMA_WRITE) != 0;
    if ((control & DMA_READ) != 0) {
      failed = length > DMA_LIMIT;
      if (!failed) {
        copyTo(address, (int) length);
      }
    } else if ((control & DMA_SKIP) != 0) {
      position = (int) Math.min(selected.length, position + length);
    }
    memory.write(descriptor, new byte[] {0, 0, 0, (byte) (failed ? DMA_ERROR : 0)}, 0, 4);
  }

  private void copyTo(long address, int length) {
    int present = Math.min(length, selected.length - position);
    memory.write(address, selected, position, present);
    position += present;
    byte[] zeros = new byte[Math.min(CHUNK, length - present)];
    for (int done = present; done < length; done += zeros.length) {
      memory.write(address + done, zeros, 0, Math.min(zeros.length, length - done));
    }
  }

  public State state() {
    return new State(key, position, dmaAddress);
  }

  /** The items are the machine's configuration and not part of its state. */
  public void restore(State state) {
    select(state.key);
    position = Math.min(state.position, selected.length);
    dmaAddress = state.dmaAddress;
  }

  public record State(int key, int position, long dmaAddress) implements DeviceState {}
}
