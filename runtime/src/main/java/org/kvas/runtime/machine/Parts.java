package org.kvas.runtime.machine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kvas.devices.CharBackend;
import org.kvas.runtime.boot.FirmwareImage;
import org.kvas.runtime.mmu.GuestRam;
import org.kvas.runtime.vcpu.CpuModel;

/**
 * What a machine is put together from and what outlives a reset.
 *
 * @param portLogs the files behind {@link ExtraDevice.PortLog}, in the order of {@link
 *     MachineConfiguration#devices()}
 */
record Parts(
    MachineConfiguration configuration,
    CpuModel model,
    GuestRam ram,
    @Nullable FirmwareImage firmware,
    List<CharacterPort> serials,
    @Nullable CharacterPort debugConsole,
    List<? extends CharBackend> portLogs,
    EngineFactory engines) {}
