package org.kvas.runtime.symbols;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** System.map and ELF files as users have them. */
class SymbolFileTest {
  @TempDir Path folder;

  @Test
  void systemMap() throws IOException {
    Path map =
        Files.writeString(
            folder.resolve("System.map"),
            """
            0000000000000000 D __per_cpu_start
            ffffffff81000000 T _text
            ffffffff81000000 T startup_64
            ffffffff81000110 t secondary\t[module]
            ffffffff82000000 d data
            """);
    SymbolTable table = SymbolFile.read(map);
    assertThat(table.size()).isEqualTo(3);
    assertThat(table.find(0xffff_ffff_8100_0000L))
        .isEqualTo(new Symbol(0xffff_ffff_8100_0000L, "_text"));
    assertThat(table.find(0xffff_ffff_8100_010fL))
        .isEqualTo(new Symbol(0xffff_ffff_8100_0000L, "_text"));
    assertThat(table.find(0xffff_ffff_8100_0200L))
        .isEqualTo(new Symbol(0xffff_ffff_8100_0110L, "secondary"));
    assertThat(table.find(0xffff_ffff_80ff_ffffL)).isNull();
    assertThat(table.find(0xffff_ffff_8300_0000L)).as("far away").isNull();
    assertThat(table.movedBy(0x1000).find(0xffff_ffff_8100_1110L))
        .isEqualTo(new Symbol(0xffff_ffff_8100_1110L, "secondary"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void elf(boolean wide) throws IOException {
    Path file = Files.write(folder.resolve("vmlinux"), elfFile(wide));
    SymbolTable table = SymbolFile.read(file);
    assertThat(table.size()).isEqualTo(1);
    assertThat(table.find(0xc010_0010L)).isEqualTo(new Symbol(0xc010_0000L, "start"));
  }

  @Test
  void whatHasNoSymbolsIsToldByName() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "nothing here\n");
    assertThatThrownBy(() -> SymbolFile.read(text))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("notes.txt: has no symbols");
    byte[] whole = elfFile(true);
    for (int length : new int[] {52, 60, 64, 100, 200, 250}) {
      Path cut = Files.write(folder.resolve("cut" + length), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> SymbolFile.read(cut))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cut" + length + ": ");
    }
  }

  /** Headers, a string table and a symbol table of: nothing, an undefined one, a function, data. */
  private static byte[] elfFile(boolean wide) {
    ByteBuffer file = ByteBuffer.allocate(wide ? 600 : 500).order(ByteOrder.LITTLE_ENDIAN);
    int header = wide ? 64 : 52;
    int section = wide ? 64 : 40;
    int strings = header + 3 * section;
    int symbols = strings + 32;
    file.put(0, new byte[] {0x7f, 'E', 'L', 'F', (byte) (wide ? 2 : 1), 1, 1});
    if (wide) {
      file.putLong(40, header).putShort(58, (short) section).putShort(60, (short) 3);
    } else {
      file.putInt(32, header).putShort(46, (short) section).putShort(48, (short) 3);
    }
    byte[] names = "\0start\0other\0data\0".getBytes(StandardCharsets.US_ASCII);
    file.put(strings, names);
    header(file, header + section, wide, 3, strings, names.length, 0);
    header(file, header + 2 * section, wide, 2, symbols, 4 * (wide ? 24 : 16), 1);
    symbol(file, symbols, wide, 1, 7, 0, 2, 0);
    symbol(file, symbols, wide, 2, 1, 0xc010_0000, 2, 1);
    symbol(file, symbols, wide, 3, 13, 0xc010_0008, 1, 1);
    return file.array();
  }

  private static void header(
      ByteBuffer file, int at, boolean wide, int type, int offset, int size, int link) {
    file.putInt(at + 4, type);
    if (wide) {
      file.putLong(at + 24, offset).putLong(at + 32, size).putInt(at + 40, link);
    } else {
      file.putInt(at + 16, offset).putInt(at + 20, size).putInt(at + 24, link);
    }
  }

  private static void symbol(
      ByteBuffer file,
      int table,
      boolean wide,
      int index,
      int name,
      int value,
      int type,
      int home) {
    int at = table + index * (wide ? 24 : 16);
    file.putInt(at, name);
    if (wide) {
      file.put(at + 4, (byte) type).putShort(at + 6, (short) home);
      file.putLong(at + 8, value & 0xffff_ffffL);
    } else {
      file.put(at + 12, (byte) type).putShort(at + 14, (short) home).putInt(at + 4, value);
    }
  }
}
