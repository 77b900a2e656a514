package org.kvas.conformance.engines;

import java.util.Random;
import org.kvas.conformance.engines.GuestImage.Paging;

/** Draws the events of an image. */
final class Events {
  private static final int MOST_BREAKPOINTS = 4;

  private final Random random;
  private final RandomCode code;
  private final GuestImage image;
  private boolean armed;
  private boolean a20 = true;

  Events(Random random, RandomCode code, GuestImage image) {
    this.random = random;
    this.code = code;
    this.image = image;
  }

  Event next(PageTables tables) {
    if (armed) {
      armed = false;
      return new Event.Breakpoints(new long[MOST_BREAKPOINTS], 0x400);
    }
    return switch (random.nextInt(14)) {
      case 0, 1 ->
          image.paging == Paging.NONE
              ? write()
              : new Event.Remap(
                  random.nextInt(image.pages()), tables.entry(random.nextInt(image.pages())));
      case 2, 3, 4 -> image.loops ? redirection() : write();
      case 5 -> new Event.Interrupt(random.nextInt(32, 256));
      case 6 -> new Event.NonMaskable();
      case 7 -> new Event.Interruptibility(random.nextInt(4) != 0);
      case 8 -> {
        a20 = !a20;
        yield new Event.A20(a20);
      }
      case 9 -> breakpoints();
      case 10 -> new Event.SingleStep();
      default -> image.loops && random.nextBoolean() ? redirection() : write();
    };
  }

  private Event write() {
    int address = random.nextInt(GuestImage.CODE_END);
    return new Event.Write(address, code.instruction(random));
  }

  private Event redirection() {
    long[] general = new long[image.codeBits == 64 ? 16 : 8];
    for (int i = 0; i < general.length; i++) {
      general[i] = image.codeBits == 64 ? image.number() : image.number() & 0xffff_ffffL;
    }
    general[4] = random.nextInt(GuestImage.MEMORY) & -16;
    return new Event.Redirection(random.nextInt(image.landings.length), general);
  }

  private Event breakpoints() {
    armed = true;
    long[] addresses = new long[MOST_BREAKPOINTS];
    long control = 0x400;
    for (int i = 0; i < MOST_BREAKPOINTS; i++) {
      boolean atCode = random.nextBoolean();
      long landing = image.landings[random.nextInt(image.landings.length)];
      addresses[i] =
          atCode
              ? image.linear(landing)
              : random.nextInt(GuestImage.MEMORY) & -1L << random.nextInt(4);
      long conditions = atCode ? 0 : random.nextInt(16);
      control |= random.nextInt(4) << 2 * i | conditions << 16 + 4 * i;
    }
    return new Event.Breakpoints(addresses, control);
  }
}
