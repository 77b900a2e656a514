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
    byte[] code = a.assemble();
    byte[] rom = new byte[0x1_0000];
    System.arraycopy(code, 0, rom, 0, code.length);
    byte[] jump = {(byte) 0xea, 0, 0, 0, (byte) 0xf0}; // jmp f000:0000
    System.arraycopy(jump, 0, rom, 0xfff0, jump.length);
    return Files.write(directory.resolve("rom"), rom);
  }

  private MachineConfiguration configuration(Accelerator accelerator, Diagnostics diagnostics)
      throws IOException {
    return new MachineConfiguration(
        MachineType.PC,
        EntryProtocol.AUTO,
        accelerator,
        16 << 20,
        1,
        "x86-64-v2",
        null,
        firmware(),
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
    Path file = directory.resolve("log");
    var configuration =
        configuration(accelerator, new Diagnostics(0, List.of(), Set.of(items), file));
    assertThat(new HardwareMachineFactory().create(configuration, List.of(), null).run())
        .isEqualTo(new MachineExit.DebugExit(0x21));
    return Files.readString(file);
  }

  @Test
  void codeIsListedOnce() throws IOException {
    String log = log(Accelerator.INTERPRETER, LogItem.IN_ASM);
    assertThat(log)
        .startsWith("----------------" + System.lineSeparator() + "0xfff0: jmp")
        .containsOnlyOnce("ud2")
        .doesNotContain("exec");
    assertThat(log.lines().filter(line -> line.contains("dec    bx")).count())
        .as("in its own block, and behind what comes before")
        .isEqualTo(2);
  }

  @Test
  void eachBlockIsLogged() throws IOException {
    assertThat(
            log(Accelerator.INTERPRETER, LogItem.EXEC)
                .lines()
                .filter(line -> line.startsWith("exec cpu=0 f000:")))
        .hasSizeGreaterThan(5_000);
  }

  @Test
  void exceptionsAreLoggedInLockstepToo() throws IOException {
    assertThat(log(Accelerator.LOCKSTEP, LogItem.INT))
        .contains("     0: v=06 exception e=0000 cpu=0 cpl=0 IP=f000:");
  }

  @Test
  void excludedCodeIsNotTranslated() throws IOException {
    var never =
        new Diagnostics(
            10,
            List.of(new AddressRange(0, 0xffff_ffffL)),
            Set.of(LogItem.EXEC),
            directory.resolve("log"));
    new HardwareMachineFactory()
        .create(configuration(Accelerator.TRANSLATOR, never), List.of(), null)
        .run();
    assertThat(Files.readString(directory.resolve("log")).lines())
        .as("a region would loop inside")
        .hasSizeGreaterThan(5_000);
    var hot = new Diagnostics(10, List.of(), Set.of(LogItem.EXEC), directory.resolve("log"));
    new HardwareMachineFactory()
        .create(configuration(Accelerator.TRANSLATOR, hot), List.of(), null)
        .run();
    assertThat(Files.readString(directory.resolve("log")).lines()).hasSizeLessThan(1_000);
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
      vcpu.gpr[Vcpu.RBP] = vcpu.instructions > 1_000 ? 0x77 : vcpu.gpr[Vcpu.RBP];
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
