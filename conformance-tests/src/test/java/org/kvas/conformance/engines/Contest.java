package org.kvas.conformance.engines;

import org.jspecify.annotations.Nullable;
import org.kvas.conformance.engines.Duel.Difference;
import org.kvas.runtime.vcpu.CpuModel;

/** Guests of one code size, one after the other. */
final class Contest {
  /** All that there is. */
  private static final CpuModel MODEL = CpuModel.parse("max,+pku");

  private final int codeBits;
  private final RandomCode code;
  private final Duel duel = new Duel(MODEL);
  private long seed;

  Contest(int codeBits, long firstSeed) {
    this.codeBits = codeBits;
    code = new RandomCode(MODEL.features(), codeBits);
    seed = firstSeed;
  }

  int codeBits() {
    return codeBits;
  }

  /** A guest whose engines disagree. */
  final class Disagreement {
    private final GuestImage image;
    private final Difference difference;

    Disagreement(GuestImage image, Difference difference) {
      this.image = image;
      this.difference = difference;
    }

    /** A shorter story of it. Takes a while. */
    String story() {
      return new Reproducer(new Duel(MODEL), image, code).report(difference);
    }

    @Override
    public String toString() {
      return "%s, step %d%n  %s".formatted(image, difference.step(), difference.text());
    }
  }

  /** The next guest; null where the engines agree. */
  @Nullable Disagreement next() {
    GuestImage image = new GuestImage(seed++, code);
    Difference difference = duel.difference(image);
    return difference == null ? null : new Disagreement(image, difference);
  }

  Totals totals() {
    return duel.totals();
  }

  @Override
  public String toString() {
    Coverage coverage = duel.coverage();
    return "%d bits, up to seed %d: %s; %d mnemonics in regions, each %d times or more, not %s"
        .formatted(
            codeBits,
            seed - 1,
            duel.totals(),
            coverage.count(),
            coverage.least(),
            coverage.missing(code));
  }
}
