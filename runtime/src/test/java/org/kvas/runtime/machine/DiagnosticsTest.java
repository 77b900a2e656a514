package org.kvas.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.translator.x86.assemble.Pointer.word;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kvas.runtime.lockstep.Lockstep;
import org.kvas.runtime.trace.LogItem;
import org.kvas.runtime.vcpu.Engines;
import org.kvas.runtime.vcpu.SteppedEngine;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;
import org.kvas.translator.x86.decode.Mnemonic;

/** Machines that are looked at: logged, kept from translation, or checked by a second engine. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DiagnosticsTest {
  @TempDir Path directory;

  /**
   * Counts BX down from 5,000, raises an invalid-opcode exception, whose handler ends the machine.
   */
  private Path firmware() throws IOException {
    var a = new Assembler(16, 0);
    Label handler = a.label("handler");
    a.xor(AX, AX).mov(DS, AX).mov(SS, AX).mov(SP, 0x1000);
    a.mov(word(6 * 4), handler).mov(word(6 * 4 + 2), 0xf000);
    a.mov(BX, 5_000);
    Label again = a.here();
    a.dec(BX).jne(again).emit(Mnemonic.UD2);
    a.bind(handler).mov(AL, 0x21).mov(DX, 0xf4).out(DX, AL).hlt();
    return rom(a);
  }

  /** Waits for the timer's interrupt, whose handler ends the machine. */
  private Path waitingFirmware() throws IOException {
    var a = new Assembler(16, 0);
    Label handler = a.label("handler");
    a.xor(AX, AX).mov(DS, AX).mov(SS, AX).mov(SP, 0x1000);
    a.mov(word(0x20 * 4), handler).mov(word(0x20 * 4 + 2), 0xf000);
    int[][] controllersAndTimer = {
      {0x20, 0x11},
      {0x21, 0x20},
      {0x21, 4},
      {0x21, 1},
      {0x21, 0xfe},
      {0x43, 0x34},
      {0x40, 0},
      {0x40, 8}
    };
    for (int[] output : controllersAndTimer) {
      a.mov(AL, output[1]).mov(DX, output[0]).out(DX, AL);
    }
    a.emit(Mnemonic.STI);
    Label again = a.here();
    a.inc(BX).jmp(again);
    a.bind(handler).mov(AL, 0x21).mov(DX, 0xf4).out(DX, AL).hlt();
    return rom(a);
  }

  private Path rom(Assembler a) throws IOException {
    byte[] code = a.assemble();
    byte[] rom = new byte[0x1_0000];
    System.arraycopy(code, 0, rom, 0, code.length);
    byte[] jump = {(byte) 0xea, 0, 0, 0, (byte) 0xf0}; // jmp f000:0000
    System.arraycopy(jump, 0, rom, 0xfff0, jump.length);
    return Files.write(directory.resolve("rom"), rom);
  }

  private MachineConfiguration configuration(Accelerator accelerator, Diagnostics diagnostics)
      throws IOException {
    return configuration(firmware(), accelerator, diagnostics);
  }

  private static MachineConfiguration configuration(
      Path firmware, Accelerator accelerator, Diagnostics diagnostics) {
    return new MachineConfiguration(
        MachineType.PC,
        EntryProtocol.AUTO,
        accelerator,
        16 << 20,
        1,
        "x86-64-v2",
        null,
        firmware,
        List.of(),
        null,
        List.of(new ExtraDevice.DebugExit(0xf4, 4)),
        List.of(),
        true,
        false,
        false,
        diagnostics);
  }

  private String log(Accelerator accelerator, LogItem... items) throws IOException {
    return log(firmware(), accelerator, new Diagnostics(0, List.of(), Set.of(items), log()));
  }

  private Path log() {
    return directory.resolve("log");
  }

  private String log(Path firmware, Accelerator accelerator, Diagnostics diagnostics)
      throws IOException {
    var configuration = configuration(firmware, accelerator, diagnostics);
    assertThat(new HardwareMachineFactory().create(configuration, List.of(), null).run())
        .isEqualTo(new MachineExit.DebugExit(0x21));
    return Files.readString(log());
  }

  /** As QEMU prints it: the rule, where it is, linear addresses, bytes, text. */
  @Test
  void codeIsListedOnce() throws IOException {
    String log = log(Accelerator.INTERPRETER, LogItem.IN_ASM);
    assertThat(log.lines().limit(5))
        .containsExactly(
            "----------------",
            "IN: f000:fff0",
            "0xfffffff0:  ea 00 00 00 f0                 jmp    0xf000:0x0",
            "",
            "----------------");
    assertThat(log)
        .containsOnlyOnce("  0f 0b                          ud2")
        .doesNotContain("Trace");
    assertThat(log.lines().filter(line -> line.contains("dec    bx")).count())
        .as("in its own block, and behind what comes before")
        .isEqualTo(2);
  }

  @Test
  void eachBlockIsLogged() throws IOException {
    assertThat(
            log(Accelerator.INTERPRETER, LogItem.EXEC)
                .lines()
                .filter(
                    line -> line.matches("Trace 0: interpreted \\[0+f0000/0+f00[0-9a-f]+/16/0]")))
        .hasSizeGreaterThan(5_000);
  }

  @Test
  void exceptionsAreLoggedInLockstepToo() throws IOException {
    List<String> log = log(Accelerator.LOCKSTEP, LogItem.INT).lines().toList();
    assertThat(log.getFirst())
        .matches(
            "     0: v=06 e=0000 i=0 cpl=0 IP=f000:0{14}[0-9a-f]{2} pc=0{11}f0{2}[0-9a-f]{2}"
                + " SP=0000:0{12}1000 RAX=0{16} cpu=0");
    assertThat(log)
        .as("the registers before the handler, with QEMU's names")
        .anyMatch(line -> line.matches("EIP=000000.. EFL=000000.. \\[---Z-P-] CPL=0 II=0 HLT=0"))
        .contains("CS =f000 000f0000 0000ffff 00009300");
  }

  @Test
  void registersAreLoggedBeforeEachBlock() throws IOException {
    List<String> log = log(Accelerator.INTERPRETER, LogItem.CPU, LogItem.EXEC).lines().toList();
    int trace = log.indexOf("Trace 0: interpreted [00000000ffff0000/00000000fffffff0/16/0]");
    assertThat(log.subList(0, trace)).contains("CS =f000 ffff0000 0000ffff 00009300");
    assertThat(log).anyMatch(line -> line.startsWith("EAX=00000000 EBX=00001387 ECX="));
  }

  /** The block that was not reached is not said to be, the first one of the handler is. */
  @Test
  void anInterruptLeadsToItsHandler() throws IOException {
    String log =
        log(
            waitingFirmware(),
            Accelerator.INTERPRETER,
            new Diagnostics(
                0, List.of(), Set.of(LogItem.IN_ASM, LogItem.EXEC, LogItem.INT), log()));
    assertThat(log).containsOnlyOnce("Servicing hardware INT=0x20");
    List<String> after =
        log.lines().dropWhile(line -> !line.startsWith("Servicing hardware")).toList();
    assertThat(after.get(1)).startsWith("     0: v=20 e=0000 i=0 cpl=0 IP=f000:");
    int listed = after.indexOf("----------------");
    assertThat(after.get(listed + 2)).endsWith("mov    al,0x21");
    String handler = after.get(listed + 2).substring(2, 10);
    assertThat(after.stream().filter(line -> line.startsWith("Trace")).findFirst())
        .hasValue("Trace 0: interpreted [00000000000f0000/00000000%s/16/0]".formatted(handler));
  }

  /** Blocks logged in the countdown of 5,000 rounds. */
  private List<String> blocks(AddressRange... excluded) throws IOException {
    var diagnostics = new Diagnostics(10, List.of(excluded), Set.of(LogItem.EXEC), log());
    return log(firmware(), Accelerator.TRANSLATOR, diagnostics).lines().toList();
  }

  @Test
  void excludedCodeIsNotTranslated() throws IOException {
    assertThat(blocks()).as("a region loops inside").hasSizeLessThan(1_000);
    assertThat(blocks()).anyMatch(line -> line.startsWith("Trace 0: translated  ["));
    assertThat(blocks(new AddressRange(0, 0xffff_ffffL)))
        .hasSizeGreaterThan(5_000)
        .noneMatch(line -> line.contains("translated"));
  }

  /** One instruction of the loop is enough, by its linear address; its neighbour is none. */
  @Test
  void anExcludedInstructionKeepsItsLoopFromBeingTranslated() throws IOException {
    long decrement =
        log(Accelerator.INTERPRETER, LogItem.IN_ASM)
            .lines()
            .filter(line -> line.contains("dec    bx"))
            .mapToLong(line -> Long.parseLong(line.substring(2, 10), 16))
            .findFirst()
            .orElseThrow();
    assertThat(blocks(new AddressRange(decrement, decrement))).hasSizeGreaterThan(5_000);
    assertThat(blocks(new AddressRange(0, decrement - 1))).hasSizeLessThan(1_000);
    assertThat(blocks(new AddressRange(decrement + 3, 0xffff_ffffL))).hasSizeLessThan(1_000);
  }

  /** Spoils a register once the loop is translated. */
  private record Spoilt(SteppedEngine engine) implements SteppedEngine {
    @Override
    public void run(Vcpu vcpu) {
      engine.run(vcpu);
    }

    @Override
    public void run(Vcpu vcpu, long instructions) {
      engine.run(vcpu, instructions);
    }

    @Override
    public boolean advance(Vcpu vcpu, long most) {
      boolean going = engine.advance(vcpu, most);
      vcpu.setGeneral(Vcpu.RBP, vcpu.instructions > 1_000 ? 0x77 : vcpu.general(Vcpu.RBP));
      return going;
    }
  }

  @Test
  void aLockstepDifferenceEndsTheMachineWithStatus6() throws IOException {
    var engines = new Engines();
    var lockstep =
        new Lockstep(
            engines,
            (vcpu, mmu, space, codePages) ->
                new Spoilt(engines.translator(vcpu, mmu, space, codePages, 20, true)));
    MachineExit exit =
        new HardwareMachineFactory(lockstep::engine)
            .create(configuration(Accelerator.LOCKSTEP, Diagnostics.NONE), List.of(), null)
            .run();
    assertThat(exit).isInstanceOf(MachineExit.LockstepDifference.class);
    assertThat(exit.status()).isEqualTo(6);
    assertThat(((MachineExit.LockstepDifference) exit).report())
        .contains("rbp: translator 0x77, interpreter 0x0")
        .contains("dec    bx");
  }
}
