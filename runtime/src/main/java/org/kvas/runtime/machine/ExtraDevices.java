package org.kvas.runtime.machine;

import java.util.Iterator;
import java.util.function.IntFunction;
import org.kvas.devices.CharBackend;
import org.kvas.devices.IrqLine;
import org.kvas.devices.debug.IsaDebugExit;
import org.kvas.devices.debug.PcTestDevice;
import org.kvas.devices.debug.PortLog;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.MemoryRegion;

/** Plugs in what {@code -device} asks for. */
final class ExtraDevices {
  private final Parts parts;
  private final IoPorts ports;
  private final AddressSpace space;
  private final ProcessorComplex complex;
  private final IntFunction<IrqLine> interrupts;
  private final MachineSignals signals;

  ExtraDevices(
      Parts parts,
      IoPorts ports,
      AddressSpace space,
      ProcessorComplex complex,
      IntFunction<IrqLine> interrupts,
      MachineSignals signals) {
    this.parts = parts;
    this.ports = ports;
    this.space = space;
    this.complex = complex;
    this.interrupts = interrupts;
    this.signals = signals;
  }

  void attach() {
    Iterator<? extends CharBackend> logs = parts.portLogs().iterator();
    for (ExtraDevice device : parts.configuration().devices()) {
      switch (device) {
        case ExtraDevice.DebugExit(int base, int size) ->
            ports.map(base, size, new IsaDebugExit(status -> signals.debugExit(status >>> 1)));
        case ExtraDevice.PortLog(int base, var _) -> ports.map(base, 1, new PortLog(logs.next()));
        case ExtraDevice.TestDevice() -> testDevice();
      }
    }
  }

  private void testDevice() {
    var device = new PcTestDevice(interrupts, page -> complex.flushTranslations());
    ports.map(0xe0, 4, device.latchPorts());
    ports.map(0xe4, 4, device.flushPort());
    ports.map(0xe8, 4, device.latchPorts());
    ports.map(0x2000, 24, device.linePorts());
    space.map(
        AddressSpace.LAYER_CHIPSET,
        new MemoryRegion.Mmio(PcTestDevice.MEMORY_BASE, PcTestDevice.MEMORY_SIZE, device.memory()));
  }
}
