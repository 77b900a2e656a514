package org.kvas.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/** What {@code info jit} says of guests that spend their time in a known way. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExecutionProfileTest {
  private static final Pattern SPEED = Pattern.compile("speed +([0-9.]+) MIPS");

  @TempDir Path directory;

  /** Counts for ever, or halts for ever. */
  private Path firmware(boolean busy) throws IOException {
    var a = new Assembler(16, 0);
    Label again = a.here();
    if (busy) {
      a.add(AX, BX).dec(BX).jne(again);
    } else {
      a.hlt();
    }
    a.jmp(again);
    byte[] code = a.assemble();
    byte[] rom = new byte[0x1_0000];
    System.arraycopy(code, 0, rom, 0, code.length);
    byte[] jump = {(byte) 0xea, 0, 0, 0, (byte) 0xf0}; // jmp f000:0000
    System.arraycopy(jump, 0, rom, 0xfff0, jump.length);
    return Files.write(directory.resolve("rom"), rom);
  }

  private String profile(Accelerator accelerator, boolean busy, boolean counting)
      throws IOException, InterruptedException {
    Path map = Files.writeString(directory.resolve("System.map"), "f0000 T count_down\n");
    var diagnostics =
        new Diagnostics(500, counting, List.of(), Set.of(), null, List.of(map), false);
    Machine machine =
        new HardwareMachineFactory()
            .create(
                new MachineConfiguration(
                    MachineType.PC,
                    EntryProtocol.AUTO,
                    accelerator,
                    16 << 20,
                    1,
                    "x86-64-v2",
                    null,
                    firmware(busy),
                    List.of(),
                    null,
                    List.of(),
                    List.of(),
                    true,
                    false,
                    false,
                    diagnostics),
                List.of(),
                null);
    Thread thread = Thread.ofPlatform().start(machine::run);
    try {
      machine.info("jit");
      return machine.info("jit");
    } finally {
      machine.quit();
      thread.join();
    }
  }

  private static double share(String report, String tier) {
    Matcher matcher = Pattern.compile(tier + " +([0-9.]+) %").matcher(report);
    assertThat(matcher.find()).as(report).isTrue();
    return Double.parseDouble(matcher.group(1));
  }

  private static double speed(String report) {
    Matcher matcher = SPEED.matcher(report);
    assertThat(matcher.find()).as(report).isTrue();
    return Double.parseDouble(matcher.group(1));
  }

  @Test
  void aHotLoopSpendsItsTimeInItsRegion() throws Exception {
    String report = profile(Accelerator.TRANSLATOR, true, true);
    assertThat(share(report, "translated regions")).as(report).isGreaterThan(60);
    assertThat(speed(report)).as(report).isPositive();
    assertThat(report)
        .containsPattern("regions +[1-9][0-9]* in use; [1-9]")
        .containsPattern("[0-9.]+ %  count_down +translated regions");
  }

  @Test
  void theInterpreterIsSeenAsSuchAndCounts() throws Exception {
    String report = profile(Accelerator.INTERPRETER, true, false);
    assertThat(share(report, "interpreter")).as(report).isGreaterThan(60);
    assertThat(speed(report)).as(report).isPositive();
    assertThat(report).contains("regions   0 in use").doesNotContain("count=on");
  }

  @Test
  void aHaltedGuestIsIdle() throws Exception {
    String report = profile(Accelerator.TRANSLATOR, false, false);
    assertThat(share(report, "idle")).as(report).isGreaterThan(60);
    assertThat(report).contains("count=on");
  }
}
