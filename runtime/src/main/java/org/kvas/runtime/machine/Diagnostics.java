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
 * @param counting whether translated code counts the instructions it completes, which makes it
 *     slower
 * @param neverTranslated instructions that are always interpreted
 * @param logged what goes to the log
 * @param logFile null for standard error
 * @param symbolFiles names of guest code
 * @param kernelSymbols whether the running kernel's own table is read as early as possible, and not
 *     only when somebody looks
 */
public record Diagnostics(
    int threshold,
    boolean counting,
    List<AddressRange> neverTranslated,
    Set<LogItem> logged,
    @Nullable Path logFile,
    List<Path> symbolFiles,
    boolean kernelSymbols) {
  public static final Diagnostics NONE = new Diagnostics(0, List.of(), Set.of(), null);

  public Diagnostics {
    neverTranslated = List.copyOf(neverTranslated);
    logged = Set.copyOf(logged);
    symbolFiles = List.copyOf(symbolFiles);
  }

  /** Without counting and symbols. */
  public Diagnostics(
      int threshold,
      List<AddressRange> neverTranslated,
      Set<LogItem> logged,
      @Nullable Path logFile) {
    this(threshold, false, neverTranslated, logged, logFile, List.of(), false);
  }

  boolean neverTranslates(long address) {
    return neverTranslated.stream().anyMatch(range -> range.contains(address));
  }
}
