package org.kvas.runtime.trap;

/** Fields of a segment selector. SDM Vol. 3A, 3.4.2. */
final class Selector {
  static final int RPL = 3;
  static final int TABLE = 4;

  private Selector() {}

  static int rpl(int selector) {
    return selector & RPL;
  }

  static int index(int selector) {
    return selector & 0xfff8;
  }

  static boolean isLocal(int selector) {
    return (selector & TABLE) != 0;
  }

  static boolean isNull(int selector) {
    return (selector & 0xfffc) == 0;
  }

  /** The selector as an error code holds it. SDM Vol. 3A, 6.13. */
  static int errorCode(int selector) {
    return selector & 0xfffc;
  }

  static int withRpl(int selector, int rpl) {
    return selector & 0xfffc | rpl;
  }
}
