package org.kvas.devices.chipset;

import org.kvas.devices.BytePortDevice;
import org.kvas.devices.DeviceState;
import org.kvas.devices.IrqLine;
import org.kvas.devices.PortDevice;

/**
 * The PC's two 8259As, the second cascaded into input 2 of the first, and PIIX's edge/level control
 * registers.
 *
 * <p>Ports: {@link #master} at 20h and {@link #slave} at a0h, two each; {@link #edgeLevelControl}
 * at 4d0h, two.
 */
public final class DualPic {
  private final Pic8259 master;
  private final Pic8259 slave;
  private final IrqLine output;
  private boolean pending;

  /**
   * @param output the INTR pin: a local APIC's LINT0, or the processor's own
   */
  public DualPic(IrqLine output) {
    this.output = output;
    master = new Pic8259(this::drive, true);
    slave = new Pic8259(level -> master.setLine(2, level), false);
  }

  private void drive(boolean level) {
    if (level != pending) {
      pending = level;
      output.set(level);
    }
  }

  /**
   * @param irq 0 to 15; 2 is the cascade and is not connected
   */
  public IrqLine line(int irq) {
    if (irq == 2) {
      return IrqLine.NOT_CONNECTED;
    }
    Pic8259 chip = irq < 8 ? master : slave;
    int input = irq & 7;
    return level -> chip.setLine(input, level);
  }

  /** The level of INTR. */
  public boolean isPending() {
    return pending;
  }

  /** The INTA cycle: the vector; that of input 7 or 15 if the request has gone. */
  public int acknowledge() {
    int input = master.acknowledge();
    return input == 2 ? slave.vector(slave.acknowledge()) : master.vector(input);
  }

  public PortDevice master() {
    return master;
  }

  public PortDevice slave() {
    return slave;
  }

  public PortDevice edgeLevelControl() {
    return new BytePortDevice() {
      @Override
      public int readByte(int offset) {
        return (offset & 1) == 0 ? master.elcr() : slave.elcr();
      }

      @Override
      public void writeByte(int offset, int value) {
        ((offset & 1) == 0 ? master : slave).setElcr(value);
      }
    };
  }

  public State state() {
    return new State(master.state(), slave.state());
  }

  public void restore(State state) {
    slave.restore(state.slave);
    master.restore(state.master);
  }

  public record State(Pic8259.State master, Pic8259.State slave) implements DeviceState {}
}
