package org.kvas.runtime.machine;

import org.kvas.devices.IrqLine;
import org.kvas.devices.chipset.Uart16550;

/**
 * A UART whose line ends at a channel of the host: input waits there until the receiver has room.
 */
final class SerialPort {
  private final Uart16550 uart;
  private final CharacterPort channel;

  SerialPort(EventLoop loop, CharacterPort channel, IrqLine irq) {
    this.channel = channel;
    uart = new Uart16550(irq, channel);
    uart.whenEmpty(this::feed);
    channel.onInput(() -> loop.post(this::feed));
    loop.post(this::feed);
  }

  Uart16550 uart() {
    return uart;
  }

  private void feed() {
    while (uart.receiveSpace() > 0) {
      int value = channel.poll();
      if (value < 0) {
        return;
      }
      uart.receive(value);
    }
  }
}
