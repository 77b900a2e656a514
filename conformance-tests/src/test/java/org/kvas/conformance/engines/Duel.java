package org.kvas.conformance.engines;

import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import org.jspecify.annotations.Nullable;
import org.kvas.conformance.engines.GuestImage.Step;
import org.kvas.runtime.vcpu.CpuModel;
import org.kvas.runtime.vcpu.Engines;
import org.kvas.runtime.vcpu.Vcpu;

/** Runs an image in both engines, comparing after every step. */
final class Duel {
  private static final int PATIENCE = 3000;

  private final CpuModel model;
  private final Engines engines = new Engines();
  private final Timer timer = new Timer(true);

  Duel(CpuModel model) {
    this.model = model;
  }

  /**
   * @param step that ended in the difference
   */
  record Difference(int step, String text) {}

  /**
   * The first difference, or null; also null for a guest that takes too long, in a string
   * instruction that goes round the address space.
   */
  @Nullable Difference difference(GuestImage image) {
    return difference(image, image.steps);
  }

  @Nullable Difference difference(GuestImage image, List<Step> steps) {
    try (GuestMachine interpreted = new GuestMachine(image, model, engines, false);
        GuestMachine translated = new GuestMachine(image, model, engines, true)) {
      boolean[] late = new boolean[1];
      TimerTask bell = bell(interpreted, translated, late);
      timer.schedule(bell, PATIENCE);
      try {
        return compare(steps, interpreted, translated, late);
      } finally {
        bell.cancel();
      }
    }
  }

  GuestMachine interpreter(GuestImage image) {
    return new GuestMachine(image, model, engines, false);
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

  private static @Nullable Difference compare(
      List<Step> steps, GuestMachine interpreted, GuestMachine translated, boolean[] late) {
    int number = 0;
    for (Step step : steps) {
      boolean goesOn = interpreted.run(step.instructions());
      translated.run(step.instructions());
      String difference = late[0] ? null : MachineState.difference(interpreted, translated);
      if (difference != null || !goesOn || late[0]) {
        return difference == null || late[0] ? null : new Difference(number, difference);
      }
      interpreted.happens(step.event());
      translated.happens(step.event());
      number++;
    }
    return null;
  }
}
