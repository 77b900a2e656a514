package org.kvas.runtime.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.kvas.devices.IrqLine;
import org.kvas.devices.debug.DebugConsole;

/** The serial ports and the debug console of a PC, at their customary places. */
final class Consoles {
  private static final int[] PORTS = {0x3f8, 0x2f8, 0x3e8, 0x2e8};
  private static final int[] INTERRUPTS = {4, 3, 4, 3};
  private static final int DEBUG_CONSOLE = 0xe9;

  private final List<CharacterPort> channels = new ArrayList<>();
  private final int serialPorts;

  /**
   * @param interrupts a new source on an ISA interrupt
   */
  Consoles(Parts parts, EventLoop loop, IoPorts ports, IntFunction<IrqLine> interrupts) {
    serialPorts = Math.min(parts.serials().size(), PORTS.length);
    for (int i = 0; i < serialPorts; i++) {
      CharacterPort channel = parts.serials().get(i);
      var serial = new SerialPort(loop, channel, interrupts.apply(INTERRUPTS[i]));
      ports.map(PORTS[i], 8, serial.uart());
      channels.add(channel);
    }
    CharacterPort debug = parts.debugConsole();
    if (debug != null) {
      ports.map(DEBUG_CONSOLE, 1, new DebugConsole(debug));
      channels.add(debug);
    }
  }

  int serialPorts() {
    return serialPorts;
  }

  void flush() {
    channels.forEach(CharacterPort::flush);
  }
}
