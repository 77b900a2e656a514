package org.kvas.runtime.profile;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.kvas.runtime.vcpu.Vcpu;

/**
 * What a machine's processors have counted together, at one time.
 *
 * @param instructions counted: those interpreted, and where translated code counts, all
 * @param walks misses of the data TLBs
 */
record ExecutionFigures(
    long instructions,
    long walks,
    Map<ExitReason, Long> exits,
    long translations,
    long translationNanoseconds,
    long opened,
    long renewals,
    long invalidations,
    long evictions,
    long replacements,
    long regions,
    long guestBytes,
    long guestInstructions,
    long bytecodeBytes,
    long classBytes) {

  static ExecutionFigures of(List<Vcpu> processors) {
    Map<ExitReason, Long> exits = new EnumMap<>(ExitReason.class);
    for (ExitReason reason : ExitReason.values()) {
      exits.put(reason, sum(processors, counters -> counters.exits(reason)));
    }
    return new ExecutionFigures(
        processors.stream().mapToLong(vcpu -> vcpu.instructions).sum(),
        sum(processors, counters -> counters.walks),
        exits,
        sum(processors, counters -> counters.translations),
        sum(processors, counters -> counters.translationNanoseconds),
        sum(processors, counters -> counters.opened),
        sum(processors, counters -> counters.renewals),
        sum(processors, counters -> counters.invalidations),
        sum(processors, counters -> counters.evictions),
        sum(processors, counters -> counters.replacements),
        sum(processors, counters -> counters.regions),
        sum(processors, counters -> counters.guestBytes),
        sum(processors, counters -> counters.guestInstructions),
        sum(processors, counters -> counters.bytecodeBytes),
        sum(processors, counters -> counters.classBytes));
  }

  private static long sum(List<Vcpu> processors, ToLongFunction<ExecutionCounters> figure) {
    return processors.stream().mapToLong(vcpu -> figure.applyAsLong(vcpu.counters)).sum();
  }

  long exits(ExitReason reason) {
    return exits.getOrDefault(reason, 0L);
  }
}
