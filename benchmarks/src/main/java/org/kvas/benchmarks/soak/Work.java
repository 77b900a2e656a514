package org.kvas.benchmarks.soak;

/**
 * One work of the guest, or one boot.
 *
 * @param minute from the start of the run to the work's end
 * @param boot counted from 0, the power-on
 * @param guestMillis what the guest's clock says
 * @param cpuMillis of all threads of the VM's process
 * @param vcpuMillis of the thread that runs the processor
 * @param status 0 where it succeeded
 * @param checksum of what it wrote
 */
record Work(
    double minute,
    int boot,
    String kind,
    long guestMillis,
    long cpuMillis,
    long vcpuMillis,
    int status,
    String checksum) {}
