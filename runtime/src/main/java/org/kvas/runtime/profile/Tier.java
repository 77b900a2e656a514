package org.kvas.runtime.profile;

/** What a virtual processor's time goes to. */
public enum Tier {
  INTERPRETER("interpreter"),
  REGIONS("translated regions"),
  TRANSLATOR("translator"),
  DEVICES("devices, timers"),
  IDLE("idle");

  private final String label;

  Tier(String label) {
    this.label = label;
  }

  /** For a person. */
  public String label() {
    return label;
  }
}
