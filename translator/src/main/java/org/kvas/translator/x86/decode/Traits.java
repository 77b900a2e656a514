package org.kvas.translator.x86.decode;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link Mnemonic} means to whoever orders or drops instructions around it; the flag masks
 * are the six status flags of {@link org.kvas.translator.x86.semantics.Flags}.
 */
record Traits(
    int flagsRead,
    int flagsWritten,
    int flagsUndefined,
    boolean endsBlock,
    boolean privileged,
    boolean lockable,
    @Nullable Feature feature) {

  static final Traits NONE = new Traits(0, 0, 0, false, false, false, null);

  static Traits reads(int flags) {
    return new Traits(flags, 0, 0, false, false, false, null);
  }

  static Traits writes(int flags) {
    return new Traits(0, flags, 0, false, false, false, null);
  }

  static Traits needs(Feature feature) {
    return NONE.when(feature);
  }

  static Traits ends() {
    return NONE.ending();
  }

  static Traits cpl0() {
    return NONE.supervisor();
  }

  Traits reading(int flags) {
    return new Traits(
        flags, flagsWritten, flagsUndefined, endsBlock, privileged, lockable, feature);
  }

  Traits writing(int flags) {
    return new Traits(flagsRead, flags, flagsUndefined, endsBlock, privileged, lockable, feature);
  }

  Traits undefines(int flags) {
    return new Traits(flagsRead, flagsWritten, flags, endsBlock, privileged, lockable, feature);
  }

  Traits ending() {
    return new Traits(flagsRead, flagsWritten, flagsUndefined, true, privileged, lockable, feature);
  }

  Traits supervisor() {
    return new Traits(flagsRead, flagsWritten, flagsUndefined, endsBlock, true, lockable, feature);
  }

  Traits locks() {
    return new Traits(
        flagsRead, flagsWritten, flagsUndefined, endsBlock, privileged, true, feature);
  }

  Traits when(@Nullable Feature gate) {
    return new Traits(
        flagsRead, flagsWritten, flagsUndefined, endsBlock, privileged, lockable, gate);
  }
}
