package org.kvas.runtime.machine;

import java.util.List;
import org.kvas.devices.GuestMemory;
import org.kvas.devices.acpi.TableImage;
import org.kvas.runtime.boot.BootContext;
import org.kvas.runtime.boot.BootException;
import org.kvas.runtime.boot.EntryState;
import org.kvas.runtime.boot.KernelLoader;
import org.kvas.runtime.boot.MemoryMap;

/**
 * A kernel's start without firmware: the tables that firmware would leave in memory, then the
 * kernel.
 */
final class DirectBoot {
  /**
   * The first kernel-independent address for tables, in the BIOS area that the memory map reserves.
   */
  static final long TABLES = 0xe_1000;

  private DirectBoot() {}

  /**
   * @param rsdp where one of the tables is the ACPI root pointer, or 0
   */
  static void start(
      Parts parts,
      KernelImage kernel,
      GuestMemory memory,
      MemoryMap map,
      List<TableImage> tables,
      long rsdp,
      Processor processor)
      throws BootException {
    BiosData.write(memory, map);
    for (TableImage table : tables) {
      memory.write(table.address(), table.bytes(), 0, table.bytes().length);
    }
    var context = new BootContext(kernel, memory, map, parts.model(), rsdp);
    EntryState entry = KernelLoader.load(context, parts.configuration().entry());
    ProcessorReset.enter(processor.vcpu(), entry);
  }
}
