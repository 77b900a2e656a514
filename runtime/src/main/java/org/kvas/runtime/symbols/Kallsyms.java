package org.kvas.runtime.symbols;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table of symbols inside a Linux kernel, as {@code scripts/kallsyms.c} writes it since Linux
 * 4.20: addresses relative to a base; names packed by a table of 256 tokens; the position of every
 * 256th name. Nothing points to it that could be found without symbols, so it is recognised by its
 * tokens: those of the ten digits are always there, one behind the other. Kernels with absolute
 * addresses in the table (older, or built without CONFIG_KALLSYMS_BASE_RELATIVE) are not read.
 */
final class Kallsyms {
  private static final int TOKENS = 256;
  private static final int STRIDE = 256;

  /** Longest packed name: KSYM_NAME_LEN characters and their length. */
  private static final int LONGEST_NAME = 2 + 512;

  /** Three bytes for each symbol, of which there are some hundred thousand. */
  private static final int LONGEST_ORDER = 4 << 20;

  private final ByteBuffer memory;
  private final int pointer;
  private final String[] tokens = new String[TOKENS];
  private int tokenTable;
  private int tokenIndex;

  /** Positions of markers[0] and behind the last. */
  private int markers;

  private int markersEnd;

  /** Position of the names; their number is right before. */
  private int names;

  private int count;

  private Kallsyms(ByteBuffer memory, int pointer) {
    this.memory = memory;
    this.pointer = pointer;
  }

  /**
   * Where the tokens of the digits are from a position on, -1 if nowhere.
   *
   * @param memory little-endian
   */
  static int findDigits(ByteBuffer memory, int from) {
    // any ten bytes of the pattern hold an aligned word with zeros in its odd or even bytes
    for (int at = from & -8; at + 8 <= memory.limit(); at += 8) {
      long word = memory.getLong(at);
      if (((word & 0xff00ff00_ff00ff00L) == 0 || (word & 0x00ff00ff_00ff00ffL) == 0) && word != 0) {
        for (int start = Math.max(from, at - 8); start <= at; start++) {
          if (isDigits(memory, start)) {
            return start;
          }
        }
      }
    }
    return -1;
  }

  private static boolean isDigits(ByteBuffer memory, int at) {
    if (at + 20 > memory.limit()) {
      return false;
    }
    for (int i = 0; i < 10; i++) {
      if (memory.getShort(at + 2 * i) != '0' + i) {
        return false;
      }
    }
    return true;
  }

  /**
   * The symbols of code, null if this is no such table.
   *
   * @param memory part of the kernel, little-endian
   * @param digits what {@link #findDigits} found
   * @param pointer bytes of an address: 8 or 4
   */
  static @Nullable List<Symbol> read(ByteBuffer memory, int digits, int pointer) {
    Kallsyms table = new Kallsyms(memory, pointer);
    try {
      return table.findTokens(digits) && table.findMarkersAndNames() ? table.symbols() : null;
    } catch (IndexOutOfBoundsException e) {
      return null;
    }
  }

  /** Behind the tokens is their index: where each starts. */
  private boolean findTokens(int digits) {
    int at = digits;
    for (int token = '0'; token < TOKENS; token++) {
      at = endOfToken(at) + 1;
    }
    tokenIndex = at + pointer - 1 & -pointer;
    tokenTable = digits - start('0');
    if (tokenTable < 0 || start(0) != 0) {
      return false;
    }
    for (int token = 0; token < TOKENS; token++) {
      int start = tokenTable + start(token);
      byte[] bytes = new byte[endOfToken(start) - start];
      memory.get(start, bytes);
      tokens[token] = new String(bytes, StandardCharsets.ISO_8859_1);
    }
    return true;
  }

  private int start(int token) {
    return memory.getShort(tokenIndex + 2 * token) & 0xffff;
  }

  private int endOfToken(int start) {
    int at = start;
    while (memory.get(at) != 0) {
      at++;
    }
    return at;
  }

  /**
   * Before the tokens, with the names' order by alphabet in between where there is one: numbers
   * that rise from 0 by the length of 256 names.
   */
  private boolean findMarkersAndNames() {
    int earliest = Math.max(0, tokenTable - LONGEST_ORDER);
    for (markers = (tokenTable & -4) - 8; markers >= earliest; markers -= 4) {
      if (memory.getInt(markers) == 0) {
        markersEnd = markers + 4;
        while (markersEnd < tokenTable && isStep(markersEnd)) {
          markersEnd += 4;
        }
        if (markersEnd - markers >= 8 && findNames()) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isStep(int at) {
    long step = memory.getInt(at) - (long) memory.getInt(at - 4);
    return step >= 2 * STRIDE && step <= (long) STRIDE * LONGEST_NAME;
  }

  private int marker(int index) {
    return memory.getInt(markers + 4 * index);
  }

  /**
   * The number of names is known but for its last eight bits, their length but for the last few.
   */
  private boolean findNames() {
    int last = (markersEnd - markers) / 4 - 1;
    int latest = markers - marker(last) & -pointer;
    int earliest = Math.max(pointer, latest - STRIDE * LONGEST_NAME);
    for (names = latest; names >= earliest; names -= pointer) {
      count = memory.getInt(names - pointer);
      if (count > last * STRIDE
          && count <= (last + 1) * STRIDE
          && walk(0, STRIDE) == marker(1)
          && walk(marker(last), count - last * STRIDE) <= markers - names) {
        return true;
      }
    }
    return false;
  }

  /** Goes over so many names from a position among them; where that ends, far off if in nothing. */
  private int walk(int from, int number) {
    int at = from;
    for (int i = 0; i < number; i++) {
      if (names + at + 1 >= memory.limit()) {
        return Integer.MAX_VALUE;
      }
      at += nameBytes(at) + (memory.get(names + at) < 0 ? 2 : 1);
    }
    return at;
  }

  /** The length of a packed name: seven bits, and seven more if it says so. */
  private int nameBytes(int at) {
    int low = memory.get(names + at);
    return low >= 0 ? low : low & 0x7f | (memory.get(names + at + 1) & 0xff) << 7;
  }

  private @Nullable List<Symbol> symbols() {
    int align = pointer - 1;
    int before = names - 2 * pointer - (4 * count + align & ~align);
    int behind = tokenIndex + 2 * TOKENS;
    return before >= 0 && isOffsets(before) // until Linux 6.3
        ? symbols(before)
        : isOffsets(behind) ? symbols(behind) : null;
  }

  private long base(int offsets) {
    int at = offsets + (4 * count + pointer - 1 & -pointer);
    return pointer == 8 ? memory.getLong(at) : memory.getInt(at) & 0xffff_ffffL;
  }

  /** Whether addresses start here: in order, with a base in the kernel's half behind them. */
  private boolean isOffsets(int offsets) {
    long base = base(offsets);
    if (pointer == 8 ? base >> 47 != -1 : base < 0x4000_0000L) {
      return false;
    }
    boolean perCpu = hasNegative(offsets);
    long last = 0;
    for (int i = 0; i < count; i++) {
      long address = address(offsets, i, base, perCpu);
      if (Long.compareUnsigned(address, last) < 0) {
        return false;
      }
      last = address;
    }
    return true;
  }

  private boolean hasNegative(int offsets) {
    for (int i = 0; i < count; i++) {
      if (memory.getInt(offsets + 4 * i) < 0) {
        return true;
      }
    }
    return false;
  }

  /** With per-CPU symbols in the table, those have their values and the others are negative. */
  private long address(int offsets, int index, long base, boolean perCpu) {
    int offset = memory.getInt(offsets + 4 * index);
    if (perCpu) {
      return offset >= 0 ? offset : base - 1 - offset;
    }
    return base + (offset & 0xffff_ffffL);
  }

  private List<Symbol> symbols(int offsets) {
    long base = base(offsets);
    boolean perCpu = hasNegative(offsets);
    List<Symbol> symbols = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < count; i++) {
      int next = walk(at, 1);
      String name = name(at, next);
      if (!name.isEmpty() && "TtWw".indexOf(name.charAt(0)) >= 0) {
        symbols.add(new Symbol(address(offsets, i, base, perCpu), name.substring(1)));
      }
      at = next;
    }
    return symbols;
  }

  /** The first character is the symbol's type. */
  private String name(int from, int end) {
    StringBuilder name = new StringBuilder();
    for (int at = end - nameBytes(from); at < end; at++) {
      name.append(tokens[memory.get(names + at) & 0xff]);
    }
    return name.toString();
  }
}
