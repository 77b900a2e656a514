package org.kvas.conformance.engines;

import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import org.jspecify.annotations.Nullable;
import org.kvas.conformance.engines.GuestImage.Step;
import org.kvas.runtime.vcpu.CpuModel;
import org.kvas.runtime.vcpu.Engines;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.x86.decode.Decoder;

/** Runs an image in both engines, comparing after every step. */
final class Duel {
  private static final int PATIENCE = 15_000;

  private final CpuModel model;
  private final Decoder decoder;
  private final Engines engines = new Engines().excluding(this::looksAt);
  private final Timer timer = new Timer(true);
  private final MachineState state = new MachineState();
  private final Totals totals = new Totals();
  private final Coverage coverage;
  private @Nullable GuestMachine translating;

  Duel(CpuModel model) {
    this.model = model;
    decoder = new Decoder(model.features());
    coverage = new Coverage(decoder);
  }

  /**
   * @param step that ended in the difference
   */
  record Difference(int step, String text) {}

  /** Nothing is excluded: it only notes what the translator reads. */
  private boolean looksAt(long linear) {
    if (translating != null) {
      coverage.note(translating, linear);
    }
    return false;
  }

  Coverage coverage() {
    return coverage;
  }

  /** Over all images so far. */
  Totals totals() {
    return totals;
  }

  /**
   * The first difference, or null; also null for a guest that takes too long, in a string
   * instruction that goes round the address space.
   */
  @Nullable Difference difference(GuestImage image) {
    return difference(image, image.steps);
  }

  @Nullable Difference difference(GuestImage image, List<Step> steps) {
    try (GuestMachine interpreted = machine(image, false);
        GuestMachine translated = machine(image, true)) {
      translating = translated;
      boolean[] late = new boolean[1];
      TimerTask bell = bell(interpreted, translated, late);
      timer.schedule(bell, PATIENCE);
      try {
        return compare(steps, interpreted, translated, late);
      } finally {
        bell.cancel();
        translating = null;
        totals.add(interpreted, translated, late[0]);
      }
    }
  }

  GuestMachine interpreter(GuestImage image) {
    return machine(image, false);
  }

  private GuestMachine machine(GuestImage image, boolean translates) {
    return new GuestMachine(image, model, decoder, engines, translates);
  }

  private static TimerTask bell(GuestMachine interpreted, GuestMachine translated, boolean[] late) {
    return new TimerTask() {
      @Override
      public void run() {
        late[0] = true;
        interpreted.vcpu.request(Vcpu.PENDING_EVENT);
        translated.vcpu.request(Vcpu.PENDING_EVENT);
      }
    };
  }

  private @Nullable Difference compare(
      List<Step> steps, GuestMachine interpreted, GuestMachine translated, boolean[] late) {
    int number = 0;
    for (Step step : steps) {
      boolean goesOn = interpreted.run(step.instructions());
      translated.run(step.instructions());
      if (late[0]) {
        return null;
      }
      String difference = state.difference(interpreted, translated);
      if (difference != null) {
        return new Difference(number, difference);
      }
      if (!goesOn) {
        return null;
      }
      interpreted.happens(step.event());
      translated.happens(step.event());
      number++;
    }
    return null;
  }
}
