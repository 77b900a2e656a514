package org.kvas.conformance.decoder;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A program that writes a line for each piece of code.
 *
 * @param folder for files in between
 */
record ReferenceProgram(Path program, Function<String, ReferenceInstruction> line, Path folder)
    implements ReferenceDisassembler {

  /**
   * @param name as {@code decoders/build.sh} names it
   */
  static ReferenceDisassembler of(String name, Path folder) throws IOException {
    Path program = ReferencePrograms.folder().resolve(name);
    return name.equals("binutils")
        ? new DeadPrefixes(new ReferenceProgram(program, ObjdumpText::instruction, folder))
        : new ReferenceProgram(program, new LineCache()::instruction, folder);
  }

  @Override
  public void read(CodeWindows windows, int codeBits, Consumer<ReferenceInstruction> to)
      throws IOException {
    Path file = windows.writeTo(folder.resolve("windows"));
    Process process =
        new ProcessBuilder(program.toString(), file.toString(), String.valueOf(codeBits))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = process.inputReader()) {
      for (String text = lines.readLine(); text != null; text = lines.readLine()) {
        to.accept(line.apply(text));
      }
    }
    try {
      if (process.waitFor() != 0) {
        throw new IOException(program + " failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
