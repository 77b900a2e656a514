package org.kvas.runtime.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.kvas.devices.GuestMemory;
import org.kvas.devices.firmware.FwCfg;
import org.kvas.runtime.boot.FirmwareKernel;
import org.kvas.runtime.boot.MemoryMap;

/**
 * What the firmware configuration device tells: memory, processors, the kernel that firmware is to
 * start, and the user's own files.
 */
final class FirmwareConfiguration {
  private static final int E820_ENTRY = 20;

  private FirmwareConfiguration() {}

  static FwCfg of(MachineConfiguration configuration, RamLayout layout, GuestMemory memory)
      throws IOException {
    var device = new FwCfg(memory);
    device.addLong(FwCfg.KEY_RAM_SIZE, configuration.memoryBytes());
    device.addShort(FwCfg.KEY_NOGRAPHIC, 1);
    device.addShort(FwCfg.KEY_PROCESSORS, configuration.cpuCount());
    device.addShort(FwCfg.KEY_MAXIMUM_PROCESSORS, configuration.cpuCount());
    device.addFile("etc/e820", e820(layout.ram()));
    KernelImage kernel = configuration.kernel();
    if (configuration.bios() != null && kernel != null) {
      new FirmwareKernel(kernel).offer(device);
    }
    for (FirmwareEntry entry : configuration.firmwareEntries()) {
      device.addFile(entry.name(), entry.content());
    }
    return device;
  }

  private static byte[] e820(List<MemoryMap.Entry> entries) {
    var table = ByteBuffer.allocate(entries.size() * E820_ENTRY).order(ByteOrder.LITTLE_ENDIAN);
    for (MemoryMap.Entry entry : entries) {
      table.putLong(entry.address()).putLong(entry.length()).putInt(entry.type());
    }
    return table.array();
  }
}
