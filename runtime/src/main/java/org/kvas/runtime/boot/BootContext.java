package org.kvas.runtime.boot;

import org.kvas.devices.GuestMemory;
import org.kvas.runtime.machine.KernelImage;
import org.kvas.runtime.vcpu.CpuModel;

/**
 * What a loader works with.
 *
 * @param rsdp guest-physical address of the ACPI root pointer, 0 for none
 */
public record BootContext(
    KernelImage kernel, GuestMemory memory, MemoryMap map, CpuModel cpu, long rsdp) {}
