package org.kvas.runtime.machine;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One virtual machine, as asked for. What is in here was checked: sizes are possible, files exist.
 *
 * @param memoryBytes a multiple of 4,096
 * @param cpuModel {@code MODEL[,+feature,-feature]}
 * @param kernel what is started, by firmware where there is some; or null
 * @param bios a firmware image to map below 1 MiB and 4 GiB, or null
 * @param serials COM1 first; at most four
 * @param debugConsole of port 0xe9, or null
 * @param noReboot a reset asked for by the guest ends the machine
 * @param noShutdown a power-off by the guest stops its processors and leaves the machine there
 * @param startPaused processors wait for the monitor's {@code cont}
 */
public record MachineConfiguration(
    MachineType type,
    EntryProtocol entry,
    Accelerator accelerator,
    long memoryBytes,
    int cpuCount,
    String cpuModel,
    @Nullable KernelImage kernel,
    @Nullable Path bios,
    List<CharacterChannel> serials,
    @Nullable CharacterChannel debugConsole,
    List<ExtraDevice> devices,
    List<FirmwareEntry> firmwareEntries,
    boolean noReboot,
    boolean noShutdown,
    boolean startPaused,
    Diagnostics diagnostics) {

  public MachineConfiguration {
    serials = List.copyOf(serials);
    devices = List.copyOf(devices);
    firmwareEntries = List.copyOf(firmwareEntries);
  }

  /** Without diagnostics. */
  public MachineConfiguration(
      MachineType type,
      EntryProtocol entry,
      Accelerator accelerator,
      long memoryBytes,
      int cpuCount,
      String cpuModel,
      @Nullable KernelImage kernel,
      @Nullable Path bios,
      List<CharacterChannel> serials,
      @Nullable CharacterChannel debugConsole,
      List<ExtraDevice> devices,
      List<FirmwareEntry> firmwareEntries,
      boolean noReboot,
      boolean noShutdown,
      boolean startPaused) {
    this(
        type,
        entry,
        accelerator,
        memoryBytes,
        cpuCount,
        cpuModel,
        kernel,
        bios,
        serials,
        debugConsole,
        devices,
        firmwareEntries,
        noReboot,
        noShutdown,
        startPaused,
        Diagnostics.NONE);
  }
}
