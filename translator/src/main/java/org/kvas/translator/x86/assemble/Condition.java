package org.kvas.translator.x86.assemble;

/** Conditions of Jcc, SETcc and CMOVcc in the order of their codes. SDM Vol. 1, B.1. */
public enum Condition {
  O,
  NO,
  B,
  AE,
  E,
  NE,
  BE,
  A,
  S,
  NS,
  P,
  NP,
  L,
  GE,
  LE,
  G
}
