package org.kvas.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kvas.translator.state.VcpuState.CS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kvas.runtime.boot.BootException;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.trap.TripleFault;
import org.kvas.runtime.vcpu.Engine;
import org.kvas.runtime.vcpu.Vcpu;

/**
 * Machines whose processors run a Java function in place of guest code, so that only what is around
 * the processor is tested.
 */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class VirtualMachineTest {
  private static final int PM1_CONTROL = 0x604;
  private static final int SLEEP_S5 = 0x2000;

  @TempDir Path directory;
  private Path bios;
  private int enginesMade;

  @BeforeEach
  void writeBios() throws IOException {
    bios = Files.write(directory.resolve("bios"), new byte[0x1_0000]);
  }

  /** Places PIIX4's registers as firmware does, and goes to S5. */
  private static void powerOff(Vcpu vcpu) {
    vcpu.ports.write(0xcf8, 4, 0x8000_0b40);
    vcpu.ports.write(0xcfc, 4, 0x601);
    vcpu.ports.write(0xcf8, 4, 0x8000_0b80);
    vcpu.ports.write(0xcfc, 1, 1);
    vcpu.ports.write(PM1_CONTROL, 2, SLEEP_S5);
  }

  private interface Program {
    void run(Vcpu vcpu, AddressSpace space);
  }

  private MachineConfiguration configuration(
      int processors, List<ExtraDevice> devices, boolean noReboot) {
    return new MachineConfiguration(
        MachineType.PC,
        EntryProtocol.AUTO,
        Accelerator.INTERPRETER,
        16 << 20,
        processors,
        "x86-64-v2",
        null,
        bios,
        List.of(),
        null,
        devices,
        List.of(),
        noReboot,
        false,
        false);
  }

  private Machine machine(MachineConfiguration configuration, Program... programs)
      throws IOException {
    EngineFactory engines =
        (vcpu, mmu, space, codePages) -> {
          enginesMade++;
          return (Engine) cpu -> programs[cpu.id].run(cpu, space);
        };
    return new HardwareMachineFactory(engines).create(configuration, List.of(), null);
  }

  private MachineExit run(Program... programs) throws IOException {
    return machine(configuration(programs.length, List.of(), true), programs).run();
  }

  @Test
  void startsAtTheResetVector() throws IOException {
    long[] seen = new long[3];
    run(
        (vcpu, space) -> {
          seen[0] = vcpu.segmentBase[CS] + vcpu.rip;
          seen[1] = vcpu.cr0;
          seen[2] = vcpu.segmentSelector[CS];
          powerOff(vcpu);
        });
    assertThat(seen).containsExactly(0xffff_fff0L, 0x6000_0010L, 0xf000);
  }

  @Test
  void powersOffByAcpi() throws IOException {
    assertThat(run((vcpu, space) -> powerOff(vcpu))).isEqualTo(new MachineExit.PoweredOff());
  }

  @Test
  void refusesAResetUnderNoReboot() throws IOException {
    assertThat(run((vcpu, space) -> vcpu.ports.write(0xcf9, 1, 6)))
        .isEqualTo(new MachineExit.ResetRefused());
    assertThat(run((vcpu, space) -> vcpu.ports.write(0x64, 1, 0xfe)))
        .isEqualTo(new MachineExit.ResetRefused());
  }

  @Test
  void aResetIsANewBoardOnTheOldMemory() throws IOException {
    Program program =
        (vcpu, space) -> {
          assertThat(vcpu.rip).isEqualTo(0xfff0);
          if (space.read(0x1000, 4) != 0x1234) {
            space.write(0x1000, 4, 0x1234);
            vcpu.rip = 5;
            vcpu.ports.write(0xcf9, 1, 6);
          } else {
            powerOff(vcpu);
          }
        };
    assertThat(machine(configuration(1, List.of(), false), program).run())
        .isEqualTo(new MachineExit.PoweredOff());
    assertThat(enginesMade).isEqualTo(2);
  }

  @Test
  void debugExitGivesAnOddStatus() throws IOException {
    var devices = List.<ExtraDevice>of(new ExtraDevice.DebugExit(0xf4, 4));
    MachineExit exit =
        machine(configuration(1, devices, true), (vcpu, space) -> vcpu.ports.write(0xf4, 4, 0x10))
            .run();
    assertThat(exit.status()).isEqualTo(0x21);
  }

  @Test
  void portLogKeepsEveryByte() throws IOException {
    Path log = directory.resolve("log");
    var devices = List.<ExtraDevice>of(new ExtraDevice.PortLog(0x190, log));
    machine(
            configuration(1, devices, true),
            (vcpu, space) -> {
              vcpu.ports.write(0x190, 1, 0x42);
              vcpu.ports.write(0x190, 1, 0xff);
              powerOff(vcpu);
            })
        .run();
    assertThat(Files.readAllBytes(log)).containsExactly(0x42, 0xff);
  }

  @Test
  void aTripleFaultIsOneLine() throws IOException {
    MachineExit exit =
        run(
            (vcpu, space) -> {
              throw new TripleFault(13, 0x1234);
            });
    assertThat(exit).isInstanceOf(MachineExit.Died.class);
    assertThat(((MachineExit.Died) exit).reason()).contains("triple fault").contains("0x1234");
  }

  @Test
  void anErrorInsideEndsTheMachineOnly() throws IOException {
    MachineExit exit =
        run(
            (vcpu, space) -> {
              throw new StackOverflowError();
            });
    assertThat(exit.status()).isEqualTo(4);
    assertThat(((MachineExit.Died) exit).reason()).contains("StackOverflowError");
  }

  @Test
  void aHaltedProcessorWakesForTheTimer() throws IOException {
    int[] interrupts = new int[1];
    boolean[] programmed = new boolean[1];
    MachineExit exit =
        run(
            (vcpu, space) -> {
              if (!programmed[0]) {
                programmed[0] = true;
                programPics(vcpu);
                vcpu.ports.write(0x43, 1, 0x34);
                vcpu.ports.write(0x40, 1, 0x00);
                vcpu.ports.write(0x40, 1, 0x10);
                vcpu.systemFlags |= Vcpu.IF;
              }
              if (vcpu.interrupts.isPending()) {
                assertThat(vcpu.interrupts.acknowledge()).isEqualTo(0x20);
                vcpu.clearRequest(Vcpu.PENDING_INTERRUPT);
                vcpu.ports.write(0x20, 1, 0x20);
                interrupts[0]++;
              }
              vcpu.halted = true;
              if (interrupts[0] == 5) {
                powerOff(vcpu);
              }
            });
    assertThat(exit).isEqualTo(new MachineExit.PoweredOff());
  }

  private static void programPics(Vcpu vcpu) {
    int[][] writes = {{0x20, 0x11}, {0x21, 0x20}, {0x21, 4}, {0x21, 1}, {0x21, 0xfe}};
    for (int[] write : writes) {
      vcpu.ports.write(write[0], 1, write[1]);
    }
  }

  @Test
  void aBusyProcessorIsInterruptedAtTheDeadline() throws IOException {
    long[] spun = new long[1];
    int[] turns = new int[1];
    MachineExit exit =
        run(
            (vcpu, space) -> {
              if (turns[0]++ == 0) {
                long start = System.nanoTime();
                vcpu.ports.write(0x43, 1, 0x30);
                vcpu.ports.write(0x40, 1, 0x00);
                vcpu.ports.write(0x40, 1, 0x20); // 6.9 ms
                while (vcpu.pending == 0) {
                  Thread.onSpinWait();
                }
                spun[0] = System.nanoTime() - start;
              } else {
                powerOff(vcpu);
              }
            });
    assertThat(exit).isEqualTo(new MachineExit.PoweredOff());
    assertThat(Duration.ofNanos(spun[0])).isBetween(Duration.ofMillis(6), Duration.ofSeconds(5));
  }

  @Test
  void startsASecondProcessorByInitAndSipi() throws IOException {
    var order = new ArrayList<String>();
    MachineExit exit =
        run(
            (vcpu, space) -> {
              if (order.isEmpty()) {
                order.add("boot");
                space.write(0xfee0_0310L, 4, 1 << 24);
                space.write(0xfee0_0300L, 4, 0x4500); // INIT, assert
                space.write(0xfee0_0300L, 4, 0x4608); // start-up, vector 8
              } else {
                vcpu.halted = true;
              }
            },
            (vcpu, space) -> {
              order.add(
                  "%x:%x at %x"
                      .formatted(vcpu.segmentSelector[CS], vcpu.rip, vcpu.segmentBase[CS]));
              assertThat(space.read(0xfee0_0020L, 4) >>> 24).as("its own APIC").isEqualTo(1);
              powerOff(vcpu);
            });
    assertThat(exit).isEqualTo(new MachineExit.PoweredOff());
    assertThat(order).containsExactly("boot", "800:0 at 8000");
  }

  /** A processor that waits for another must not wait for the next timer: none is set here. */
  @Test
  void anInterruptForAHaltedProcessorEndsTheTurnOfTheSender() throws IOException {
    boolean[] answered = new boolean[1];
    int[] turns = new int[1];
    MachineExit exit =
        run(
            (vcpu, space) -> {
              switch (turns[0]++) {
                case 0 -> {
                  space.write(0xfee0_0310L, 4, 1 << 24);
                  space.write(0xfee0_0300L, 4, 0x4500);
                  space.write(0xfee0_0300L, 4, 0x4608);
                }
                case 1 -> {
                  space.write(0xfee0_0300L, 4, 0x4030); // fixed, vector 30h
                  while (vcpu.pending == 0) {
                    Thread.onSpinWait();
                  }
                }
                default -> {
                  if (answered[0]) {
                    powerOff(vcpu);
                  }
                }
              }
            },
            (vcpu, space) -> {
              space.write(0xfee0_00f0L, 4, 0x1ff);
              vcpu.systemFlags |= Vcpu.IF;
              if (vcpu.interrupts.isPending()) {
                answered[0] = vcpu.interrupts.acknowledge() == 0x30;
              }
              vcpu.halted = true;
            });
    assertThat(exit).isEqualTo(new MachineExit.PoweredOff());
  }

  @Test
  void processorsTakeTurns() throws IOException {
    var order = new ArrayList<Integer>();
    Program spin =
        (vcpu, space) -> {
          order.add(vcpu.id);
          if (order.size() == 1) {
            space.write(0xfee0_0310L, 4, 1 << 24);
            space.write(0xfee0_0300L, 4, 0x4500);
            space.write(0xfee0_0300L, 4, 0x4608);
          }
          if (order.size() == 8) {
            powerOff(vcpu);
          }
          if (order.size() > 1) {
            while (vcpu.pending == 0) {
              Thread.onSpinWait();
            }
          }
        };
    assertThat(run(spin, spin)).isEqualTo(new MachineExit.PoweredOff());
    assertThat(order).containsExactly(0, 1, 0, 1, 0, 1, 0, 1);
  }

  @Test
  void canBeQuitFromAnotherThread() throws Exception {
    Machine machine =
        machine(
            configuration(1, List.of(), true),
            (vcpu, space) -> {
              while (vcpu.pending == 0) {
                Thread.onSpinWait();
              }
            });
    Thread.ofVirtual()
        .start(
            () -> {
              sleep(20);
              machine.quit();
            });
    assertThat(machine.run()).isEqualTo(new MachineExit.PoweredOff());
  }

  @Test
  void timeStandsStillWhilePaused() throws Exception {
    int[] turns = new int[1];
    Machine[] self = new Machine[1];
    self[0] =
        machine(
            configuration(1, List.of(), true),
            (vcpu, space) -> {
              if (turns[0]++ == 0) {
                long before = vcpu.tsc();
                space.write(0x1000, 8, before);
                self[0].pause();
                Thread.ofVirtual()
                    .start(
                        () -> {
                          sleep(300);
                          self[0].resume();
                        });
              } else {
                assertThat(Duration.ofNanos(vcpu.tsc() - space.read(0x1000, 8)))
                    .isLessThan(Duration.ofMillis(200));
                powerOff(vcpu);
              }
            });
    assertThat(self[0].run()).isEqualTo(new MachineExit.PoweredOff());
  }

  private static void sleep(int milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void namesABadFirmwareImage() throws IOException {
    Files.write(bios, new byte[100]);
    assertThatThrownBy(() -> run((vcpu, space) -> {}))
        .isInstanceOf(BootException.class)
        .hasMessageContaining("bios: has 100 bytes");
  }
}
