package org.kvas.conformance.decoder;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Binutils' objdump. */
final class ObjdumpDisassembler implements ReferenceDisassembler {
  private static final Pattern LINE = Pattern.compile(" *([0-9a-f]+):\\t([0-9a-f ]+)\\t(.*)");

  /** Shown before a mnemonic, or alone where another prefix follows. */
  private static final Set<String> PREFIXES =
      Set.of(
          "lock",
          "rep",
          "repz",
          "repnz",
          "data16",
          "data32",
          "addr16",
          "addr32",
          "bnd",
          "notrack",
          "xacquire",
          "xrelease",
          "cs",
          "ds",
          "es",
          "fs",
          "gs",
          "ss",
          "{vex}",
          "{vex3}");

  @Override
  public void sweep(Path file, int codeBits, Consumer<ReferenceInstruction> to) throws IOException {
    String machine =
        switch (codeBits) {
          case 16 -> "i8086";
          case 32 -> "i386";
          default -> "i386:x86-64";
        };
    String syntax = codeBits == 64 ? "intel,intel64" : "intel";
    Process process =
        new ProcessBuilder(
                "objdump",
                "-D",
                "-z",
                "-b",
                "binary",
                "-m",
                machine,
                "-M",
                syntax,
                "--insn-width=16",
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher matcher = LINE.matcher(line);
        if (matcher.matches()) {
          to.accept(instruction(matcher));
        }
      }
    }
  }

  private static ReferenceInstruction instruction(Matcher line) {
    int offset = Integer.parseInt(line.group(1), 16);
    int length = (line.group(2).strip().length() + 1) / 3;
    return new ReferenceInstruction(offset, length, mnemonic(line.group(3)), "");
  }

  /** Empty for what it calls bad, and for prefixes that stand alone. */
  private static String mnemonic(String text) {
    for (String word : text.split("[ \\t]+")) {
      if (!PREFIXES.contains(word) && !word.startsWith("rex")) {
        return word.equals("(bad)") || word.equals(".byte") ? "" : word;
      }
    }
    return "";
  }
}
