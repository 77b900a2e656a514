package org.kvas.devices.acpi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Writes ACPI machine language, term by term. ACPI 6.5, chapter 20. */
final class AmlWriter {
  static final int ARG0 = 0x68;
  static final int LOCAL0 = 0x60;

  static final int SYSTEM_MEMORY = 0;
  static final int SYSTEM_IO = 1;

  private static final int EXTENDED = 0x5b;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  byte[] toBytes() {
    return out.toByteArray();
  }

  // ---- Named objects

  AmlWriter scope(String path, Consumer<AmlWriter> body) {
    return enclosed(new int[] {0x10}, w -> body.accept(w.path(path)));
  }

  AmlWriter device(String name, Consumer<AmlWriter> body) {
    return enclosed(new int[] {EXTENDED, 0x82}, w -> body.accept(w.path(name)));
  }

  /**
   * @param arguments 0 to 7
   */
  AmlWriter method(String path, int arguments, Consumer<AmlWriter> body) {
    return enclosed(new int[] {0x14}, w -> body.accept(w.path(path).bytes(arguments)));
  }

  /** What follows is its value: one data term. */
  AmlWriter name(String path) {
    return bytes(0x08).path(path);
  }

  AmlWriter name(String path, long value) {
    return name(path).integer(value);
  }

  AmlWriter name(String path, String value) {
    return name(path).string(value);
  }

  /** {@code _HID} or {@code _CID} as a compressed EISA ID such as PNP0A03. */
  AmlWriter eisaId(String path, String id) {
    int value =
        (id.charAt(0) - 0x40) << 26
            | (id.charAt(1) - 0x40) << 21
            | (id.charAt(2) - 0x40) << 16
            | Integer.parseInt(id.substring(3), 16);
    return name(path).integer(Integer.reverseBytes(value) & 0xffff_ffffL);
  }

  AmlWriter resources(ResourceTemplate template) {
    return name("_CRS").buffer(template.toBytes());
  }

  AmlWriter operationRegion(String name, int space, long base, int length) {
    return bytes(EXTENDED, 0x80).path(name).bytes(space).integer(base).integer(length);
  }

  /** A field of one 8, 16 or 32-bit register at the region's start, accessed in its own width. */
  AmlWriter field(String region, String name, int bits) {
    int access = bits == 8 ? 1 : bits == 16 ? 2 : 3;
    return enclosed(
        new int[] {EXTENDED, 0x81}, w -> w.path(region).bytes(access).segment(name).bytes(bits));
  }

  // ---- Statements and terms

  AmlWriter ifNotZero(Consumer<AmlWriter> predicate, Consumer<AmlWriter> body) {
    return enclosed(
        new int[] {0xa0},
        w -> {
          predicate.accept(w);
          body.accept(w);
        });
  }

  AmlWriter returnTerm() {
    return bytes(0xa4);
  }

  /** Followed by what is stored, then by where. */
  AmlWriter store() {
    return bytes(0x70);
  }

  /** Local0 AND {@code mask}, the result nowhere but here. */
  AmlWriter local0And(int mask) {
    return bytes(0x7b, LOCAL0).integer(mask).bytes(0);
  }

  AmlWriter notify(String object, int value) {
    return bytes(0x86).path(object).integer(value);
  }

  AmlWriter term(int opcode) {
    return bytes(opcode);
  }

  AmlWriter integer(long value) {
    if (value == 0 || value == 1) {
      return bytes((int) value);
    }
    int width = value >>> 8 == 0 ? 1 : value >>> 16 == 0 ? 2 : value >>> 32 == 0 ? 4 : 8;
    bytes(width == 1 ? 0x0a : width == 2 ? 0x0b : width == 4 ? 0x0c : 0x0e);
    for (int i = 0; i < width; i++) {
      out.write((int) (value >>> 8 * i));
    }
    return this;
  }

  AmlWriter string(String value) {
    bytes(0x0d);
    out.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    return bytes(0);
  }

  AmlWriter buffer(byte[] content) {
    return enclosed(new int[] {0x11}, w -> w.integer(content.length).out.writeBytes(content));
  }

  /**
   * @param elements up to 255
   */
  AmlWriter aPackage(int elements, Consumer<AmlWriter> body) {
    return enclosed(new int[] {0x12}, w -> body.accept(w.bytes(elements)));
  }

  AmlWriter integers(long... values) {
    return aPackage(
        values.length,
        w -> {
          for (long value : values) {
            w.integer(value);
          }
        });
  }

  /**
   * A name: an optional backslash, then segments of up to four characters with dots between them.
   */
  AmlWriter path(String path) {
    String rest = path;
    if (rest.startsWith("\\")) {
      bytes('\\');
      rest = rest.substring(1);
    }
    String[] segments = rest.split("\\.");
    if (segments.length == 2) {
      bytes(0x2e);
    } else if (segments.length > 2) {
      bytes(0x2f, segments.length);
    }
    for (String segment : segments) {
      segment(segment);
    }
    return this;
  }

  private AmlWriter segment(String name) {
    for (int i = 0; i < 4; i++) {
      out.write(i < name.length() ? name.charAt(i) : '_');
    }
    return this;
  }

  private AmlWriter bytes(int... values) {
    for (int value : values) {
      out.write(value);
    }
    return this;
  }

  private AmlWriter enclosed(int[] opcode, Consumer<AmlWriter> body) {
    AmlWriter inner = new AmlWriter();
    body.accept(inner);
    bytes(opcode);
    packageLength(inner.out.size());
    out.writeBytes(inner.toBytes());
    return this;
  }

  /** The length of what follows and of this encoding itself: ACPI 6.5, 20.2.4. */
  private void packageLength(int content) {
    if (content + 1 < 0x40) {
      bytes(content + 1);
      return;
    }
    int following = content + 2 < 1 << 12 ? 1 : content + 3 < 1 << 20 ? 2 : 3;
    int length = content + 1 + following;
    bytes(following << 6 | length & 0x0f);
    for (int i = 0; i < following; i++) {
      bytes(length >> 4 + 8 * i & 0xff);
    }
  }
}
