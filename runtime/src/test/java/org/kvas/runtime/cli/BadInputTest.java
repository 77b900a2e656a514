package org.kvas.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kvas.runtime.machine.HardwareMachineFactory;
import picocli.CommandLine;

/**
 * Files that are wrong, in front of the machines that read them: one sentence that names the file,
 * and the status 2.
 */
class BadInputTest {
  @TempDir Path folder;
  private final StringWriter errors = new StringWriter();

  @BeforeEach
  void files() throws IOException {
    Files.createFile(folder.resolve("empty"));
    byte[] random = new byte[1 << 16];
    new Random(1).nextBytes(random);
    Files.write(folder.resolve("random"), random);
    Files.write(folder.resolve("odd"), new byte[1000]);
  }

  private int execute(String line) {
    CommandLine command =
        Kvas.commandLine(
            new HardwareMachineFactory(), new DefaultGuestSource(Map.of(), System.err));
    return command
        .setErr(new PrintWriter(errors, true))
        .execute(line.isEmpty() ? new String[0] : line.split(" "));
  }

  private void expect(String line, String sentence) {
    assertThat(execute(line.replace("DIR", folder.toString()))).as(line).isEqualTo(2);
    assertThat(errors.toString())
        .as(line)
        .startsWith("kvas: ")
        .contains(sentence.replace("DIR", folder.toString()))
        .hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-kernel DIR/empty | DIR/empty: is no kernel",
        "-kernel DIR/random | DIR/random: is no kernel",
        "-kernel DIR/random -machine entry=linux | DIR/random: is no Linux bzImage",
        "-kernel DIR/random -machine entry=pvh | DIR/random: is no ELF file",
        "-kernel DIR/random -machine entry=multiboot | DIR/random: has no Multiboot header",
        "-kernel DIR/absent | -kernel DIR/absent: there is no such file",
        "-kernel DIR | -kernel DIR: this is a folder",
        "-bios DIR/empty | -bios DIR/empty: a firmware image is a multiple of 64 KiB",
        "-bios DIR/odd | -bios DIR/odd: a firmware image is a multiple of 64 KiB",
        "-bios DIR/absent | -bios DIR/absent: there is no such file",
        "-bios DIR/random -serial file:DIR | DIR: Is a directory",
        "-bios DIR/random -serial file:DIR/absent/x | DIR/absent/x: there is no such file or folder",
        "-bios DIR/random -debugcon file:DIR/absent/x | DIR/absent/x: there is no such file or folder",
        "-bios DIR/random -d int -D DIR/absent/x | DIR/absent/x: there is no such file or folder",
        "-bios DIR/random -d int -D DIR | DIR: Is a directory",
        "-bios DIR/random -device port-log,iobase=0x190,file=DIR/absent/x | DIR/absent/x: there is no such file or folder",
        "-bios DIR/random -machine q35 | not supported yet: -machine q35",
      })
  void files(String options, String sentence) {
    expect("run -display none -serial null " + options, sentence);
  }

  /** A device without an end. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-kernel /dev/zero | /dev/zero: has more than 128 MiB",
        "-bios DIR/random -fw_cfg opt/x,file=/dev/zero | /dev/zero: has more than 64 MiB",
      })
  void endless(String options, String sentence) {
    expect("run -display none -serial null " + options, sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | a command is needed; 'kvas --help' lists them",
        "nosuch | there is no command 'nosuch'; 'kvas --help' lists them",
        "nosuch -kernel x | there is no command 'nosuch'",
        "--nosuch | Unknown option: '--nosuch'",
        "help nosuch | nosuch",
      })
  void commands(String line, String sentence) {
    expect(line, sentence);
  }

  @Test
  void helpIsACommand() {
    StringWriter output = new StringWriter();
    CommandLine command =
        Kvas.commandLine(
            new HardwareMachineFactory(), new DefaultGuestSource(Map.of(), System.err));
    command.setOut(new PrintWriter(output, true));
    assertThat(command.execute("help")).isZero();
    assertThat(output.toString()).contains("kvas run --help");
    assertThat(command.execute("help", "run")).isZero();
    assertThat(output.toString()).contains("-kernel");
  }
}
