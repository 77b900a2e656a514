package org.kvas.conformance.engines;

/** How much was compared. */
final class Totals {
  private long guests;
  private long abandoned;
  private long interpreted;
  private long translated;
  private long inRegions;
  private long exceptions;

  void add(GuestMachine interpreter, GuestMachine translator, boolean late) {
    guests++;
    abandoned += late ? 1 : 0;
    interpreted += interpreter.vcpu.instructions;
    translated += translator.vcpu.instructions;
    inRegions += translator.inRegions();
    exceptions += translator.exceptions().count();
  }

  /** Of the slower engine, which are those that were compared. */
  long instructions() {
    return Math.min(interpreted, translated);
  }

  long guests() {
    return guests;
  }

  @Override
  public String toString() {
    return "%,d guests; interpreter %,d instructions; translator %,d, %,d of them in regions; %,d exceptions; %d guests abandoned"
        .formatted(guests, interpreted, translated, inRegions, exceptions, abandoned);
  }
}
