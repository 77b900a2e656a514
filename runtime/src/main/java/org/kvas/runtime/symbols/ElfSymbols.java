package org.kvas.runtime.symbols;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The functions in the symbol tables of an ELF file. System V ABI, chapter 4. */
final class ElfSymbols {
  private static final int SHT_SYMTAB = 2;
  private static final int SHT_DYNSYM = 11;
  private static final int STT_NOTYPE = 0;
  private static final int STT_FUNC = 2;
  private static final int SHN_UNDEF = 0;
  private static final int SHN_LORESERVE = 0xff00;

  private final ByteBuffer file;
  private final boolean wide;
  private final long sections;
  private final int sectionSize;

  private ElfSymbols(ByteBuffer file) {
    this.file = file;
    wide = file.get(4) == 2;
    sections = wide ? file.getLong(40) : file.getInt(32) & 0xffff_ffffL;
    sectionSize = file.getShort(wide ? 58 : 46) & 0xffff;
  }

  static boolean isElf(byte[] bytes) {
    return bytes.length >= 52
        && bytes[0] == 0x7f
        && bytes[1] == 'E'
        && bytes[2] == 'L'
        && bytes[3] == 'F';
  }

  /**
   * @throws IndexOutOfBoundsException where the file is damaged
   */
  static SymbolTable read(ByteBuffer file) {
    ElfSymbols elf = new ElfSymbols(file);
    int count = file.getShort(elf.wide ? 60 : 48) & 0xffff;
    List<Symbol> symbols = new ArrayList<>();
    for (int wanted : new int[] {SHT_SYMTAB, SHT_DYNSYM}) {
      for (int i = 0; i < count && symbols.isEmpty(); i++) {
        if (elf.word(i, 4, 4) == wanted) {
          elf.table(i, symbols);
        }
      }
    }
    return new SymbolTable(symbols);
  }

  /** A field of a section header, by its offset in 64-bit and 32-bit files. */
  private long word(int section, int wideOffset, int narrowOffset) {
    int at = Math.toIntExact(sections + (long) section * sectionSize);
    return wide && wideOffset != narrowOffset
        ? file.getLong(at + wideOffset)
        : file.getInt(at + narrowOffset) & 0xffff_ffffL;
  }

  private void table(int section, List<Symbol> symbols) {
    int at = offset(section);
    long end = at + word(section, 32, 20);
    int linkOffset = Math.toIntExact(sections + (long) section * sectionSize) + (wide ? 40 : 24);
    int names = offset(file.getInt(linkOffset));
    int size = wide ? 24 : 16;
    for (; at + size <= end; at += size) {
      int type = file.get(at + (wide ? 4 : 12)) & 15;
      int home = file.getShort(at + (wide ? 6 : 14)) & 0xffff;
      if ((type == STT_FUNC || type == STT_NOTYPE) && home != SHN_UNDEF && home < SHN_LORESERVE) {
        String name = string(names + file.getInt(at));
        if (!name.isEmpty()) {
          symbols.add(
              new Symbol(wide ? file.getLong(at + 8) : file.getInt(at + 4) & 0xffff_ffffL, name));
        }
      }
    }
  }

  private int offset(int section) {
    return Math.toIntExact(word(section, 24, 16));
  }

  private String string(int at) {
    int end = at;
    while (file.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - at];
    file.get(at, bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
