package org.kvas.devices.chipset;

import org.kvas.devices.DeviceState;

/**
 * PS/2 mouse with three buttons, and a wheel once the host asks for it by the sample rates 200,
 * 100, 80. Wrap mode and 2:1 scaling are accepted and have no effect. Microsoft, "PS/2 mouse wheel
 * support"; IBM PS/2 Hardware Interface Technical Reference, "Mouse".
 */
public final class Ps2Mouse extends Ps2Device {
  private static final int NO_PARAMETER = 0;
  private static final int SET_RESOLUTION = 0xe8;
  private static final int SET_SAMPLE_RATE = 0xf3;
  private static final int ID_WHEEL = 3;

  private boolean reporting;
  private boolean remote;
  private boolean scaling;
  private int resolution = 2;
  private int sampleRate = 100;
  private int rateHistory;
  private int id;
  private int buttons;
  private int dx;
  private int dy;
  private int dz;
  private int awaiting = NO_PARAMETER;

  /**
   * Movement since the last call, in counts.
   *
   * @param right towards the right
   * @param up away from the user
   * @param wheel notches towards the user
   * @param buttons bit 0 left, 1 right, 2 middle
   */
  public void move(int right, int up, int wheel, int buttons) {
    dx += right;
    dy += up;
    dz += wheel;
    this.buttons = buttons & 7;
    if (reporting && !remote && sendPacket()) {
      while ((dx != 0 || dy != 0) && sendPacket()) {
        // a long way takes several packets
      }
    }
  }

  private boolean sendPacket() {
    int x = Math.clamp(dx, -255, 255);
    int y = Math.clamp(dy, -255, 255);
    int z = Math.clamp(dz, -8, 7);
    int status = 8 | buttons | (x < 0 ? 0x10 : 0) | (y < 0 ? 0x20 : 0);
    boolean sent =
        id == ID_WHEEL
            ? send(status, x & 0xff, y & 0xff, z & 0xff)
            : send(status, x & 0xff, y & 0xff);
    if (sent) {
      dx -= x;
      dy -= y;
      dz = id == ID_WHEEL ? dz - z : 0;
    }
    return sent;
  }

  @Override
  void command(int value) {
    int command = awaiting;
    awaiting = NO_PARAMETER;
    if (command != NO_PARAMETER) {
      parameter(command, value);
      return;
    }
    switch (value) {
      case 0xe6, 0xe7 -> {
        scaling = value == 0xe7;
        send(ACKNOWLEDGE);
      }
      case SET_RESOLUTION, SET_SAMPLE_RATE -> {
        awaiting = value;
        send(ACKNOWLEDGE);
      }
      case 0xe9 ->
          send(
              ACKNOWLEDGE,
              (remote ? 0x40 : 0) | (reporting ? 0x20 : 0) | (scaling ? 0x10 : 0) | buttons,
              resolution,
              sampleRate);
      case 0xea, 0xf0 -> {
        remote = value == 0xf0;
        send(ACKNOWLEDGE);
      }
      case 0xeb -> {
        send(ACKNOWLEDGE);
        sendPacket();
      }
      case 0xec, 0xee -> send(ACKNOWLEDGE);
      case 0xf2 -> send(ACKNOWLEDGE, id);
      case 0xf4, 0xf5 -> {
        reporting = value == 0xf4;
        send(ACKNOWLEDGE);
      }
      case 0xf6 -> {
        reset();
        send(ACKNOWLEDGE);
      }
      case 0xfe -> send(lastSent());
      case 0xff -> {
        clear();
        reset();
        id = 0;
        send(ACKNOWLEDGE, SELF_TEST_PASSED, id);
      }
      default -> send(RESEND);
    }
  }

  private void parameter(int command, int value) {
    if (command == SET_RESOLUTION) {
      resolution = value & 3;
    } else {
      sampleRate = value;
      rateHistory = (rateHistory << 8 | value) & 0xff_ffff;
      if (rateHistory == (200 << 16 | 100 << 8 | 80)) {
        id = ID_WHEEL;
      }
    }
    send(ACKNOWLEDGE);
  }

  private void reset() {
    reporting = false;
    remote = false;
    scaling = false;
    resolution = 2;
    sampleRate = 100;
    dx = 0;
    dy = 0;
    dz = 0;
  }

  public State state() {
    return new State(
        queueState(),
        reporting,
        remote,
        scaling,
        resolution,
        sampleRate,
        rateHistory,
        id,
        buttons,
        dx,
        dy,
        dz,
        awaiting);
  }

  public void restore(State state) {
    restoreQueue(state.queue);
    reporting = state.reporting;
    remote = state.remote;
    scaling = state.scaling;
    resolution = state.resolution;
    sampleRate = state.sampleRate;
    rateHistory = state.rateHistory;
    id = state.id;
    buttons = state.buttons;
    dx = state.dx;
    dy = state.dy;
    dz = state.dz;
    awaiting = state.awaiting;
  }

  public record State(
      Queue queue,
      boolean reporting,
      boolean remote,
      boolean scaling,
      int resolution,
      int sampleRate,
      int rateHistory,
      int id,
      int buttons,
      int dx,
      int dy,
      int dz,
      int awaiting)
      implements DeviceState {}
}
