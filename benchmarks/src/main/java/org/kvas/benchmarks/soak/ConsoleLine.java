package org.kvas.benchmarks.soak;

/**
 * A line of the guest, with when it came.
 *
 * @param nanos of {@link System#nanoTime}
 * @param times of the VM's process
 */
record ConsoleLine(String text, long nanos, ProcessTimes times) {}
