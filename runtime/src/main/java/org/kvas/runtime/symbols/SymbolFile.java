package org.kvas.runtime.symbols;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Symbols from a file that a user names: an ELF file with a symbol table, or the lines of {@code
 * System.map}, {@code /proc/kallsyms} and {@code nm}.
 */
public final class SymbolFile {
  private static final int LARGEST = 1 << 30;

  private SymbolFile() {}

  /**
   * @throws IOException with one sentence for the user that names the file
   */
  public static SymbolTable read(Path file) throws IOException {
    if (Files.size(file) > LARGEST) {
      throw new IOException(file + ": is too large for a file with symbols");
    }
    byte[] bytes = Files.readAllBytes(file);
    SymbolTable table;
    try {
      table =
          ElfSymbols.isElf(bytes)
              ? ElfSymbols.read(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN))
              : lines(new String(bytes, StandardCharsets.ISO_8859_1));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IOException(file + ": its symbol table is damaged", e);
    }
    if (table.size() == 0) {
      throw new IOException(
          file
              + ": has no symbols of code; an ELF file with a symbol table or a System.map is needed");
    }
    return table;
  }

  /** {@code ADDRESS TYPE NAME}, of which T, t, W and w are code. */
  private static SymbolTable lines(String text) {
    List<Symbol> symbols = new ArrayList<>();
    text.lines()
        .forEach(
            line -> {
              String[] words = line.strip().split("\\s+", 4);
              if (words.length >= 3
                  && words[0].matches("[0-9a-fA-F]{1,16}")
                  && words[1].matches("[TtWw]")) {
                symbols.add(new Symbol(Long.parseUnsignedLong(words[0], 16), words[2]));
              }
            });
    return new SymbolTable(symbols);
  }
}
