package org.kvas.conformance.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.translator.x86.assemble.Pointer.dword;
import static org.kvas.translator.x86.assemble.Pointer.ptr;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.kvas.conformance.hostile.HostileMachine.Ending;
import org.kvas.runtime.machine.Accelerator;
import org.kvas.runtime.machine.MachineExit;
import org.kvas.runtime.machine.MachineType;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/**
 * Whatever a guest does, its machine ends with a reason or obeys, and nothing else of the process
 * notices.
 */
class HostileGuestTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  /** For what ends by itself. */
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir Path folder;

  private Path file(byte[] image) throws Exception {
    return Files.write(folder.resolve("image"), image);
  }

  private Ending plain(Accelerator accelerator, Duration time, Consumer<Assembler> program)
      throws Exception {
    byte[] image = MultibootKernel.plain((a, end) -> program.accept(a));
    return new HostileMachine(MachineType.PC, accelerator, 1).kernel(file(image), time);
  }

  private static void died(Ending ending) {
    assertThat(ending.exit()).isInstanceOf(MachineExit.Died.class);
    assertThat(((MachineExit.Died) ending.exit()).reason()).contains("triple fault");
    assertThat(ending.exit().status()).isEqualTo(4);
  }

  private static void runsUntilToldToEnd(Ending ending) {
    assertThat(ending).isEqualTo(new Ending(new MachineExit.PoweredOff(), false));
  }

  @ParameterizedTest
  @EnumSource
  void tripleFault(Accelerator accelerator) throws Exception {
    died(
        plain(
            accelerator,
            LONG,
            a -> {
              Label none = a.label();
              a.lidt(ptr(none)).int3().bind(none).dw(0).dd(0);
            }));
  }

  @ParameterizedTest
  @EnumSource
  void jumpToWhereNothingIs(Accelerator accelerator) throws Exception {
    died(plain(accelerator, LONG, a -> a.mov(EAX, 0xd000_0000).jmp(EAX)));
  }

  @ParameterizedTest
  @EnumSource
  void haltWithInterruptsOff(Accelerator accelerator) throws Exception {
    runsUntilToldToEnd(plain(accelerator, SHORT, a -> a.cli().hlt()));
  }

  @ParameterizedTest
  @EnumSource
  void faultsForEver(Accelerator accelerator) throws Exception {
    byte[] image =
        MultibootKernel.resuming(
            (a, end) -> {
              Label again = a.label();
              a.mov(EAX, again).mov(dword(MultibootKernel.RESUME), EAX).bind(again).ud2();
            });
    runsUntilToldToEnd(
        new HostileMachine(MachineType.PC, accelerator, 1).kernel(file(image), SHORT));
  }

  /** Lockstep compares whole repetitions only, so there it obeys when the repetition is over. */
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "LOCKSTEP")
  void repetitionsOverDevices(Accelerator accelerator) throws Exception {
    for (int address : new int[] {0xfee0_0000, 0xfed0_0000, 0xd000_0000}) {
      runsUntilToldToEnd(
          plain(
              accelerator,
              SHORT,
              a -> {
                Label again = a.here();
                a.mov(EDI, address).mov(ESI, address).mov(ECX, -1).rep().movsd().jmp(again);
              }));
    }
  }

  /** Except where its own code is. */
  @ParameterizedTest
  @EnumSource
  void writesToTheWholeAddressSpace(Accelerator accelerator) throws Exception {
    Ending ending =
        plain(
            accelerator,
            Duration.ofSeconds(2),
            a -> {
              Label again = a.here();
              Label skip = a.label();
              a.lea(EAX, ptr(EDI).plus(-0x10_0000)).cmp(EAX, 0x1000).jb(skip);
              a.mov(dword(EDI), EDI).bind(skip).add(EDI, 0x7fc).jmp(again);
            });
    assertThat(ending.exit()).isNotInstanceOf(MachineExit.LockstepDifference.class);
  }

  private void garbage(Accelerator accelerator, long seed, Duration time) throws Exception {
    byte[] rom = new byte[1 << 16];
    new Random(seed).nextBytes(rom);
    try {
      new HostileMachine(MachineType.PC, accelerator, 1).firmware(file(rom), time);
    } catch (AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
  }

  private void spray(
      HostileMachine machine, Accelerator accelerator, long first, int seeds, Duration time)
      throws Exception {
    for (long seed = first; seed < first + seeds; seed++) {
      try {
        machine.kernel(file(DeviceSpray.image(seed)), time);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ", " + accelerator + ": " + e.getMessage(), e);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "LOCKSTEP")
  void garbageAsCode(Accelerator accelerator) throws Exception {
    for (int seed = 0; seed < 8; seed++) {
      garbage(accelerator, seed, Duration.ofMillis(100));
    }
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "LOCKSTEP")
  void muchGarbageAsCode(Accelerator accelerator) throws Exception {
    for (int seed = 1000; seed < 1500; seed++) {
      garbage(accelerator, seed, Duration.ofMillis(100));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "LOCKSTEP")
  void devicesSprayed(Accelerator accelerator) throws Exception {
    spray(new HostileMachine(MachineType.PC, accelerator, 2), accelerator, 0, 8, SHORT);
    spray(new HostileMachine(MachineType.MICROVM, accelerator, 1), accelerator, 100, 2, SHORT);
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "LOCKSTEP")
  void devicesSprayedLong(Accelerator accelerator) throws Exception {
    spray(new HostileMachine(MachineType.PC, accelerator, 2), accelerator, 1000, 100, SHORT);
    spray(new HostileMachine(MachineType.MICROVM, accelerator, 1), accelerator, 2000, 50, SHORT);
  }
}
