package org.kvas.conformance.decoder;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** npm's iced-x86 under Node.js, fetched by name. */
final class IcedDisassembler implements ReferenceDisassembler {
  private static final String PACKAGE = "iced-x86@1.21.0";

  private final Path folder;
  private final List<String> mnemonics = new ArrayList<>();
  private final List<String> features = new ArrayList<>();

  /**
   * @param folder to install it in
   */
  IcedDisassembler(Path folder) throws IOException {
    this.folder = folder;
    run("npm", "install", "--silent", "--no-fund", "--no-audit", PACKAGE);
    try (InputStream script = IcedDisassembler.class.getResourceAsStream("sweep.js")) {
      Files.copy(Objects.requireNonNull(script), folder.resolve("sweep.js"));
    }
    List<String> table = mnemonics;
    for (String line : run("node", "sweep.js", "names").lines().toList()) {
      if (line.equals("--")) {
        table = features;
      } else {
        table.add(line.substring(line.indexOf(' ') + 1));
      }
    }
  }

  private Process start(String... command) throws IOException {
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private String run(String... command) throws IOException {
    Process process = start(command);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    requireSuccess(process, command[0]);
    return output;
  }

  private static void requireSuccess(Process process, String name) throws IOException {
    try {
      if (process.waitFor() != 0) {
        throw new IOException(name + " failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void sweep(Path file, int codeBits, Consumer<ReferenceInstruction> to) throws IOException {
    Process process = start("node", "sweep.js", file.toString(), String.valueOf(codeBits));
    int offset = 0;
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16))) {
      for (int length = in.read(); length >= 0; length = in.read()) {
        boolean defined = in.read() == 0;
        int mnemonic = littleEndian(in);
        int feature = littleEndian(in);
        String name = defined ? mnemonics.get(mnemonic) : "";
        to.accept(
            new ReferenceInstruction(
                offset, length, name, feature == 0xffff ? "" : features.get(feature)));
        offset += length;
      }
    }
    requireSuccess(process, "node");
  }

  private static int littleEndian(DataInputStream in) throws IOException {
    int low = in.read();
    int high = in.read();
    if (high < 0) {
      throw new EOFException();
    }
    return high << 8 | low;
  }
}
