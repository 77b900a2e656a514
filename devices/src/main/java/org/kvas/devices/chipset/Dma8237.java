package org.kvas.devices.chipset;

import org.kvas.devices.BytePortDevice;
import org.kvas.devices.DeviceState;

/**
 * One 8237A DMA controller's registers: four channels' addresses and counts, and the mode, mask and
 * status registers. Intel 8237A data sheet (231466).
 *
 * <p>No transfer is modelled, since no device here asks for one: what is written is read back, and
 * no channel ever reaches its terminal count.
 */
public final class Dma8237 implements BytePortDevice {
  private final int shift;
  private final int[] baseAddress = new int[4];
  private final int[] baseCount = new int[4];
  private final int[] address = new int[4];
  private final int[] count = new int[4];
  private final int[] mode = new int[4];
  private boolean highByte;
  private int command;
  private int request;
  private int mask = 0x0f;
  private int temporary;

  /**
   * @param wordAddressed the second controller of a PC, whose registers lie two ports apart
   */
  public Dma8237(boolean wordAddressed) {
    shift = wordAddressed ? 1 : 0;
  }

  /** Ports it takes: 16 at 00h, or 32 at c0h. */
  public int ports() {
    return 16 << shift;
  }

  @Override
  public int readByte(int offset) {
    int register = offset >> shift & 15;
    if (register < 8) {
      int[] values = (register & 1) == 0 ? address : count;
      return takeByte(values[register >> 1]);
    }
    return switch (register) {
      case 8 -> request << 4;
      case 13 -> temporary;
      case 15 -> mask | 0xf0;
      default -> 0xff;
    };
  }

  private int takeByte(int value) {
    int result = highByte ? value >> 8 & 0xff : value & 0xff;
    highByte = !highByte;
    return result;
  }

  @Override
  public void writeByte(int offset, int value) {
    int register = offset >> shift & 15;
    if (register < 8) {
      writeChannel(register, value);
      return;
    }
    int bit = 1 << (value & 3);
    switch (register) {
      case 8 -> command = value;
      case 9 -> request = (value & 4) != 0 ? request | bit : request & ~bit;
      case 10 -> mask = (value & 4) != 0 ? mask | bit : mask & ~bit;
      case 11 -> mode[value & 3] = value & 0xfc;
      case 12 -> highByte = false;
      case 13 -> masterClear();
      case 14 -> mask = 0;
      default -> mask = value & 0x0f;
    }
  }

  private void writeChannel(int register, int value) {
    int channel = register >> 1;
    int[] base = (register & 1) == 0 ? baseAddress : baseCount;
    int[] current = (register & 1) == 0 ? address : count;
    base[channel] = highByte ? base[channel] & 0xff | value << 8 : base[channel] & 0xff00 | value;
    current[channel] = base[channel];
    highByte = !highByte;
  }

  private void masterClear() {
    highByte = false;
    command = 0;
    request = 0;
    temporary = 0;
    mask = 0x0f;
  }

  public State state() {
    return new State(
        baseAddress.clone(),
        baseCount.clone(),
        address.clone(),
        count.clone(),
        mode.clone(),
        highByte,
        command,
        request,
        mask,
        temporary);
  }

  public void restore(State state) {
    System.arraycopy(state.baseAddress, 0, baseAddress, 0, 4);
    System.arraycopy(state.baseCount, 0, baseCount, 0, 4);
    System.arraycopy(state.address, 0, address, 0, 4);
    System.arraycopy(state.count, 0, count, 0, 4);
    System.arraycopy(state.mode, 0, mode, 0, 4);
    highByte = state.highByte;
    command = state.command;
    request = state.request;
    mask = state.mask;
    temporary = state.temporary;
  }

  public record State(
      int[] baseAddress,
      int[] baseCount,
      int[] address,
      int[] count,
      int[] mode,
      boolean highByte,
      int command,
      int request,
      int mask,
      int temporary)
      implements DeviceState {}
}
