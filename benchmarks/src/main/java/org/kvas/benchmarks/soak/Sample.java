package org.kvas.benchmarks.soak;

import java.util.Map;

/**
 * What the VM's process holds after a round.
 *
 * @param minute from the start of the run
 * @param unloadedClasses since the start of the JVM
 * @param codeCache bytes in use by segment
 * @param metaspace bytes in use
 * @param heap bytes that survived the last full collection
 * @param resident bytes of the process, guest memory among them
 * @param jit the counters of the monitor's {@code info jit}
 * @param hostMicros what {@link HostSpeed} took; 0 where it was not measured
 */
record Sample(
    double minute,
    int boot,
    long loadedClasses,
    long unloadedClasses,
    Map<String, Long> codeCache,
    long metaspace,
    long heap,
    long resident,
    JitCounters jit,
    long hostMicros) {
  Sample {
    codeCache = Map.copyOf(codeCache);
  }

  /** Bytes in use in all segments. */
  long allCode() {
    return codeCache.values().stream().mapToLong(Long::longValue).sum();
  }
}
