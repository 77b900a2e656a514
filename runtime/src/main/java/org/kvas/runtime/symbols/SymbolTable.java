package org.kvas.runtime.symbols;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Symbols in order of address, as unsigned numbers. */
public final class SymbolTable {
  /** Code this far behind the last symbol is no longer its function's. */
  private static final long REACH = 1 << 20;

  private static final Comparator<Symbol> BY_ADDRESS =
      (a, b) -> Long.compareUnsigned(a.address(), b.address());

  public static final SymbolTable EMPTY = new SymbolTable(List.of());

  private final List<Symbol> symbols;

  public SymbolTable(Collection<Symbol> symbols) {
    this.symbols = symbols.stream().sorted(BY_ADDRESS).toList();
  }

  /** The symbol an address belongs to: the nearest at or before it; null where none is near. */
  public @Nullable Symbol find(long address) {
    int low = 0;
    int high = symbols.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(symbols.get(middle).address(), address) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == 0) {
      return null;
    }
    // Of several names for one place, the first in the table.
    long found = symbols.get(low - 1).address();
    int first = low - 1;
    while (first > 0 && symbols.get(first - 1).address() == found) {
      first--;
    }
    return address - found < REACH ? symbols.get(first) : null;
  }

  /** The address of a name; null where it is not there. */
  public @Nullable Long address(String name) {
    for (Symbol symbol : symbols) {
      if (symbol.name().equals(name)) {
        return symbol.address();
      }
    }
    return null;
  }

  public int size() {
    return symbols.size();
  }

  /** These and others. */
  public SymbolTable with(SymbolTable others) {
    List<Symbol> all = new ArrayList<>(symbols);
    all.addAll(others.symbols);
    return new SymbolTable(all);
  }

  /** The same code loaded elsewhere. */
  public SymbolTable movedBy(long distance) {
    return distance == 0
        ? this
        : new SymbolTable(
            symbols.stream()
                .map(symbol -> new Symbol(symbol.address() + distance, symbol.name()))
                .toList());
  }
}
