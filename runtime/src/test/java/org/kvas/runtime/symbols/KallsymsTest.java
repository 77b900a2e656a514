package org.kvas.runtime.symbols;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables laid out as Linux's {@code scripts/kallsyms.c} does, in both orders there were. */
class KallsymsTest {
  private static final long BASE_64 = 0xffff_ffff_9220_0000L;
  private static final long BASE_32 = 0xc100_0000L;
  private static final int SYMBOLS = 1000;

  /** A byte that is no letter, digit or underscore: stands for what follows in names. */
  private static final int TOKEN = 0x01;

  private static final String TOKEN_TEXT = "_sys_";

  @ParameterizedTest
  @CsvSource({
    "8,true,true,false",
    "8,true,true,true",
    "8,true,false,true",
    "8,false,true,true",
    "4,false,true,false",
    "4,false,true,true",
    "4,false,false,true"
  })
  void everyTextSymbolIsRead(int pointer, boolean perCpu, boolean offsetsFirst, boolean ordered) {
    byte[] image = image(pointer, perCpu, offsetsFirst, ordered);
    ByteBuffer memory = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    int digits = Kallsyms.findDigits(memory, 0);
    assertThat(digits).isPositive();
    List<Symbol> symbols = Kallsyms.read(memory, digits, pointer);
    assertThat(symbols).isNotNull();
    long base = pointer == 8 ? BASE_64 : BASE_32;
    List<Symbol> expected = new ArrayList<>();
    for (int i = perCpu ? 10 : 0; i < SYMBOLS; i++) {
      if (i % 3 != 0) {
        expected.add(new Symbol(base + 64L * i, "f" + i + TOKEN_TEXT + "end"));
      }
    }
    assertThat(symbols).isEqualTo(expected);
  }

  @Test
  void whatOnlyLooksLikeItIsRefused() {
    byte[] image = new byte[1 << 16];
    byte[] digits =
        "0\0001\0002\0003\0004\0005\0006\0007\0008\0009\0".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, image, 40_003, digits.length);
    ByteBuffer memory = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(Kallsyms.findDigits(memory, 0)).isEqualTo(40_003);
    assertThat(Kallsyms.findDigits(memory, 40_004)).isEqualTo(-1);
    assertThat(Kallsyms.read(memory, 40_003, 8)).isNull();
  }

  @Test
  void aDamagedTableIsRefusedOrRead() {
    byte[] image = image(8, true, true, true);
    java.util.Random random = new java.util.Random(1);
    for (int round = 0; round < 2000; round++) {
      byte[] damaged = image.clone();
      for (int i = 0; i < 50; i++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      ByteBuffer memory = ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN);
      int digits = Kallsyms.findDigits(memory, 0);
      if (digits >= 0) {
        List<Symbol> symbols = Kallsyms.read(memory, digits, 8);
        assertThat(symbols == null || symbols.size() <= SYMBOLS + 256).isTrue();
      }
    }
  }

  private static byte[] image(int pointer, boolean perCpu, boolean offsetsFirst, boolean ordered) {
    Writer out = new Writer(pointer);
    for (int i = 0; i < 5000; i++) {
      out.byteValue(i * 7 & 0xff | 0x10);
    }
    if (offsetsFirst) {
      offsets(out, perCpu);
    }
    out.align();
    out.intValue(SYMBOLS);
    out.align();
    List<Integer> markers = new ArrayList<>();
    int start = out.position();
    for (int i = 0; i < SYMBOLS; i++) {
      if (i % 256 == 0) {
        markers.add(out.position() - start);
      }
      String type = perCpu && i < 10 ? "A" : i % 3 == 0 ? "d" : "T";
      byte[] name = packed(type + "f" + i);
      out.byteValue(name.length);
      out.bytes(name);
    }
    out.align();
    markers.forEach(out::intValue);
    out.align();
    for (int i = 0; i < SYMBOLS && ordered; i++) { // the names' order by alphabet
      int seq = i * 37 % SYMBOLS;
      out.byteValue(seq >> 16);
      out.byteValue(seq >> 8);
      out.byteValue(seq);
    }
    out.align();
    int[] index = new int[256];
    int tokens = out.position();
    for (int i = 0; i < 256; i++) {
      index[i] = out.position() - tokens;
      String token = i == TOKEN ? TOKEN_TEXT : i < ' ' || i > '~' ? "t" + i : "" + (char) i;
      out.bytes(token.getBytes(StandardCharsets.US_ASCII));
      out.byteValue(0);
    }
    out.align();
    for (int at : index) {
      out.byteValue(at);
      out.byteValue(at >> 8);
    }
    if (!offsetsFirst) {
      offsets(out, perCpu);
    }
    for (int i = 0; i < 5000; i++) {
      out.byteValue(i * 3 & 0xff | 0x10);
    }
    return out.out.toByteArray();
  }

  private static byte[] packed(String start) {
    byte[] name = (start + "\u0001end").getBytes(StandardCharsets.US_ASCII);
    assertThat(name[start.length()]).isEqualTo((byte) TOKEN);
    return name;
  }

  /** The first ten are per-CPU variables where there are such. */
  private static void offsets(Writer out, boolean perCpu) {
    out.align();
    for (int i = 0; i < SYMBOLS; i++) {
      out.intValue(perCpu ? i < 10 ? 3 * i : -1 - 64 * i : 64 * i);
    }
    out.align();
    if (out.pointer == 8) {
      out.intValue((int) BASE_64);
      out.intValue((int) (BASE_64 >> 32));
    } else {
      out.intValue((int) BASE_32);
    }
  }

  private static final class Writer {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final int pointer;

    Writer(int pointer) {
      this.pointer = pointer;
    }

    int position() {
      return out.size();
    }

    void byteValue(int value) {
      out.write(value);
    }

    void bytes(byte[] bytes) {
      out.writeBytes(bytes);
    }

    void intValue(int value) {
      for (int i = 0; i < 4; i++) {
        out.write(value >> 8 * i);
      }
    }

    void align() {
      while (out.size() % pointer != 0) {
        out.write(0);
      }
    }
  }
}
