package org.kvas.translator.x86.assemble;

/** Segment selector and offset of a direct far jump or call. */
public record FarAddress(int selector, Argument offset) implements Argument {

  public static FarAddress far(int selector, Label offset) {
    return new FarAddress(selector, offset);
  }

  public static FarAddress far(int selector, long offset) {
    return new FarAddress(selector, new Constant(offset));
  }
}
