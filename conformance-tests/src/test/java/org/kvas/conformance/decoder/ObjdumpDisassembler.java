package org.kvas.conformance.decoder;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Binutils' objdump, as it is on the path: slower than the program around its library.
 *
 * @param folder for files in between
 */
record ObjdumpDisassembler(Path folder) implements ReferenceDisassembler {
  private static final Pattern LINE = Pattern.compile(" *([0-9a-f]+):\\t([0-9a-f ]+)\\t(.*)");

  /** Each piece of code is followed by so many NOPs that the next is met at its begin. */
  private static final int STRIDE = 2 * CodeWindows.SIZE;

  private static final byte NOP = (byte) 0x90;

  @Override
  public void read(CodeWindows windows, int codeBits, Consumer<ReferenceInstruction> to)
      throws IOException {
    Path spread = spread(windows);
    Process process =
        new ProcessBuilder(
                "objdump",
                "-D",
                "-z",
                "-b",
                "binary",
                "-m",
                codeBits == 16 ? "i8086" : codeBits == 32 ? "i386" : "i386:x86-64",
                "-M",
                codeBits == 64 ? "intel,intel64" : "intel",
                "--insn-width=16",
                spread.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    StringBuilder instructions = new StringBuilder();
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher matcher = LINE.matcher(line);
        if (matcher.matches()) {
          if (Integer.parseInt(matcher.group(1), 16) % STRIDE == 0) {
            send(instructions, to);
          }
          int length = (matcher.group(2).strip().length() + 1) / 3;
          instructions.append(length).append('\t').append(matcher.group(3)).append('\t');
        }
      }
    }
    send(instructions, to);
  }

  private static void send(StringBuilder instructions, Consumer<ReferenceInstruction> to) {
    if (!instructions.isEmpty()) {
      to.accept(ObjdumpText.instruction(instructions.toString()));
      instructions.setLength(0);
    }
  }

  private Path spread(CodeWindows windows) throws IOException {
    byte[] spread = new byte[windows.count() * STRIDE];
    Arrays.fill(spread, NOP);
    for (int i = 0; i < windows.count(); i++) {
      System.arraycopy(windows.get(i), 0, spread, i * STRIDE, CodeWindows.SIZE);
    }
    return Files.write(folder.resolve("spread"), spread);
  }
}
