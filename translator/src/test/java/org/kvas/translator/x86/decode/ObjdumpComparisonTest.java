package org.kvas.translator.x86.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The host's own programs, instruction by instruction, against the host's objdump. */
@Tag("long")
class ObjdumpComparisonTest {
  private static final Pattern LINE = Pattern.compile(" *([0-9a-f]+):\\t([0-9a-f ]+)\\t(.*)");

  /** In 64-bit mode, an EVEX prefix, after a segment override perhaps. */
  private static final Pattern EVEX = Pattern.compile("(6[45] )?62 .*");

  /** Extensions no processor model has. */
  private static final Pattern NOT_DECODED =
      Pattern.compile("k\\w+|x(begin|end|abort|test)|(rd|wr)pkru|\\w*ssp\\w*|endbr.*");

  private final Decoder decoder = new Decoder(EnumSet.allOf(Feature.class));

  @ParameterizedTest
  @ValueSource(strings = {"/usr/bin/ls", "/usr/bin/bash", "/lib/x86_64-linux-gnu/libc.so.6"})
  void lengthsAgree(String program) throws IOException {
    Path objdump = Path.of("/usr/bin/objdump");
    assertThat(objdump).as("binutils are needed").exists();
    assertThat(Path.of(program)).exists();
    Process process =
        new ProcessBuilder(
                objdump.toString(), "-d", "-M", "intel,intel64", "--insn-width=16", program)
            .start();
    List<String> mismatches = new ArrayList<>();
    int count = 0;
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher matcher = LINE.matcher(line);
        if (matcher.matches()) {
          count++;
          compare(matcher.group(2).strip(), matcher.group(3).split(" ")[0], mismatches);
        }
      }
    }
    assertThat(mismatches).isEmpty();
    assertThat(count).isGreaterThan(1000);
  }

  private void compare(String hex, String name, List<String> mismatches) {
    byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(hex);
    Instruction instruction = decoder.decode(bytes, 0, bytes.length, 64);
    boolean agrees =
        instruction.length() == bytes.length && instruction.mnemonic() != Mnemonic.INVALID;
    boolean expected = EVEX.matcher(hex).matches() || NOT_DECODED.matcher(name).matches();
    if (!agrees && !expected && !name.equals("(bad)")) {
      mismatches.add(hex + " " + name);
    }
  }
}
