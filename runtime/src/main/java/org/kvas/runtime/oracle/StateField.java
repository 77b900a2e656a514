package org.kvas.runtime.oracle;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a {@link StateRecord} that has a name.
 *
 * @param name as {@code kvas cputest} calls registers
 */
record StateField(String name, int offset, int bytes) {
  private static final String[] GENERAL = {
    "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
    "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"
  };

  /** What a program sees and can set. */
  static List<StateField> registers() {
    List<StateField> fields = new ArrayList<>();
    for (int i = 0; i < GENERAL.length; i++) {
      fields.add(new StateField(GENERAL[i], StateRecord.GENERAL[i], 8));
    }
    fields.add(new StateField("rip", StateRecord.RIP, 8));
    fields.add(new StateField("rflags", StateRecord.RFLAGS, 8));
    fields.add(new StateField("fcw", StateRecord.FCW, 2));
    fields.add(new StateField("fsw", StateRecord.FSW, 2));
    fields.add(new StateField("tags", StateRecord.TAGS, 1));
    fields.add(new StateField("fop", StateRecord.FOP, 2));
    fields.add(new StateField("fip", StateRecord.FIP, 8));
    fields.add(new StateField("fdp", StateRecord.FDP, 8));
    fields.add(new StateField("mxcsr", StateRecord.MXCSR, 4));
    for (int i = 0; i < 8; i++) {
      fields.add(new StateField("st" + i, StateRecord.STACK + 16 * i, 10));
    }
    for (int i = 0; i < 16; i++) {
      fields.add(new StateField("xmm" + i, StateRecord.XMM + 16 * i, 16));
    }
    for (int i = 0; i < 16; i++) {
      fields.add(new StateField("ymm" + i + " upper", StateRecord.YMM_UPPER + 16 * i, 16));
    }
    return fields;
  }

  static List<StateField> memory() {
    List<StateField> fields = new ArrayList<>();
    for (int i = 0; i < StateRecord.WINDOW_BYTES; i += 16) {
      String name = "[%x]".formatted(SharedArea.WINDOW_ADDRESS + i);
      fields.add(new StateField(name, StateRecord.WINDOW + i, 16));
    }
    return fields;
  }

  /** What comes of a test besides. */
  static List<StateField> outcome() {
    return List.of(
        new StateField("exception", StateRecord.VECTOR, 8),
        new StateField("error code", StateRecord.ERROR, 8),
        new StateField("cs", StateRecord.SELECTORS, 2),
        new StateField("ss", StateRecord.SELECTORS + 6, 2),
        new StateField("ds", StateRecord.DATA_SELECTORS, 2),
        new StateField("es", StateRecord.DATA_SELECTORS + 2, 2),
        new StateField("fs", StateRecord.DATA_SELECTORS + 4, 2),
        new StateField("gs", StateRecord.DATA_SELECTORS + 6, 2));
  }

  /** The name without a number. */
  String kind() {
    return name.startsWith("[") ? "memory" : name.replaceAll("[0-9]", "");
  }

  boolean differs(MemorySegment a, MemorySegment b) {
    return MemorySegment.mismatch(
            a, offset, offset + (long) bytes, b, offset, offset + (long) bytes)
        >= 0;
  }

  /** Hexadecimal, the most significant byte first. */
  String text(MemorySegment record) {
    StringBuilder text = new StringBuilder();
    for (int i = bytes - 1; i >= 0; i--) {
      text.append("%02x".formatted(record.get(JAVA_BYTE, offset + i)));
    }
    return text.toString();
  }
}
