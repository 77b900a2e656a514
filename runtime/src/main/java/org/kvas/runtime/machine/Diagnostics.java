package org.kvas.runtime.machine;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.trace.LogItem;

/**
 * What helps to find a fault of the engines.
 *
 * @param threshold instructions interpreted in a block before it is translated; 0 for the engine's
 *     own choice
 * @param neverTranslated instructions that are always interpreted
 * @param logged what goes to the log
 * @param logFile null for standard error
 */
public record Diagnostics(
    int threshold,
    List<AddressRange> neverTranslated,
    Set<LogItem> logged,
    @Nullable Path logFile) {
  public static final Diagnostics NONE = new Diagnostics(0, List.of(), Set.of(), null);

  public Diagnostics {
    neverTranslated = List.copyOf(neverTranslated);
    logged = Set.copyOf(logged);
  }

  boolean neverTranslates(long address) {
    return neverTranslated.stream().anyMatch(range -> range.contains(address));
  }
}
