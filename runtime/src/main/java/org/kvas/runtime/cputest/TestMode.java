package org.kvas.runtime.cputest;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Modes a test can start in, and the descriptor caches that are plain in each. */
enum TestMode {
  REAL("real", 0xffff, 0x93, 0x93),
  PROTECTED16("protected16", 0xffff_ffffL, 0x809b, 0x8093),
  PROTECTED32("protected32", 0xffff_ffffL, 0xc09b, 0xc093),
  LONG("long", 0xffff_ffffL, 0xa09b, 0xc093),
  V86("v86", 0xffff, 0xf3, 0xf3);

  final String text;
  final long limit;

  /** As {@link org.kvas.translator.state.VcpuState#segmentAttributes}, for privilege level 0. */
  final int codeAttributes;

  final int dataAttributes;

  TestMode(String text, long limit, int codeAttributes, int dataAttributes) {
    this.text = text;
    this.limit = limit;
    this.codeAttributes = codeAttributes;
    this.dataAttributes = dataAttributes;
  }

  static @Nullable TestMode named(String text) {
    return Arrays.stream(values()).filter(mode -> mode.text.equals(text)).findFirst().orElse(null);
  }

  /** Selectors are paragraphs. */
  boolean hasParagraphs() {
    return this == REAL || this == V86;
  }
}
