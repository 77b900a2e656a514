package org.kvas.conformance.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kvas.runtime.guest.demonstration.DemonstrationGuest;
import org.kvas.runtime.machine.Accelerator;
import org.kvas.runtime.machine.EntryProtocol;
import org.kvas.runtime.machine.MachineExit;

/** Kvas's own guest says what it does, and what its tasks found out is true. */
class DemonstrationGuestTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern SECOND =
      Pattern.compile(
          "second (\\d+): ([\\d,]+) ticks, ([\\d,]+) switches;"
              + " task 1: ([\\d,]+) primes up to ([\\d,]+);"
              + " task 2: ([\\d,]+) steps from ([\\d,]+) down to 1");

  @TempDir Path folder;

  private GuestRun start(int seconds, Accelerator accelerator) throws IOException {
    return GuestRun.start(
        new DemonstrationGuest(folder).image(seconds), EntryProtocol.AUTO, accelerator, 64);
  }

  @ParameterizedTest
  @EnumSource(names = {"TRANSLATOR", "INTERPRETER"})
  void twoTasksSolveTheirProblems(Accelerator accelerator) throws Exception {
    try (GuestRun guest = start(2, accelerator)) {
      assertThat(guest.expectEnd(PATIENCE)).isEqualTo(new MachineExit.PoweredOff());
      String said = guest.console().text();
      assertThat(said)
          .containsSubsequence(
              "protected mode, no paging yet",
              "Page tables are built",
              "The processor says it is \"Kvas x86-64-v2\"",
              "Memory: 64 MiB",
              "task 1: In ring 3",
              "task 2: In ring 3",
              // A user-mode write to a page that is there: bits 0, 1 and 2. SDM Vol. 3A 4.7.
              "stopped task 2 at 0x100000: page fault, error code 7",
              "task 2: That did not work",
              "second 1: 100 ticks",
              "second 2: 200 ticks",
              "200 ticks are enough");
      List<Matcher> seconds = said.lines().map(SECOND::matcher).filter(Matcher::matches).toList();
      assertThat(seconds).hasSize(2).allSatisfy(DemonstrationGuestTest::isTrue);
    }
  }

  private static void isTrue(Matcher second) {
    assertThat(number(second, 3)).as("switches").isEqualTo(number(second, 2) / 5 - 1);
    assertThat(number(second, 5)).as("numbers tried").isGreaterThan(1000);
    assertThat(number(second, 4)).isEqualTo(primesUpTo(number(second, 5)));
    assertThat(number(second, 6)).isEqualTo(steps(number(second, 7)));
    int most = number(second, 6);
    assertThat(IntStream.range(1, number(second, 7)).allMatch(start -> steps(start) < most))
        .as("no smaller number takes as many steps")
        .isTrue();
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group).replace(",", ""));
  }

  private static long primesUpTo(int limit) {
    boolean[] composite = new boolean[limit + 1];
    for (int i = 2; (long) i * i <= limit; i++) {
      for (int multiple = i * i; !composite[i] && multiple <= limit; multiple += i) {
        composite[multiple] = true;
      }
    }
    return IntStream.rangeClosed(2, limit).filter(i -> !composite[i]).count();
  }

  private static int steps(int start) {
    int steps = 0;
    for (long n = start; n != 1; n = n % 2 == 0 ? n / 2 : 3 * n + 1) {
      steps++;
    }
    return steps;
  }

  @Test
  void powersOffByKey() throws Exception {
    try (GuestRun guest = start(3600, Accelerator.TRANSLATOR)) {
      guest.expect("second 1:", PATIENCE);
      guest.console().type("xq");
      assertThat(guest.expectEnd(PATIENCE)).isEqualTo(new MachineExit.PoweredOff());
      assertThat(guest.console().text()).contains("Powering off by ACPI");
    }
  }
}
