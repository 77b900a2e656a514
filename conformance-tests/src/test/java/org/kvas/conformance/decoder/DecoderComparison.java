package org.kvas.conformance.decoder;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Feature;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;

/** The decoder against another disassembler, in one code size. */
final class DecoderComparison {
  private static final int AT_ONCE = 1_000_000;

  private final ReferenceDisassembler reference;
  private final List<Explanation> explanations;
  private final int codeBits;
  private final Decoder decoder = new Decoder(EnumSet.allOf(Feature.class));
  private final MnemonicNames names = new MnemonicNames();
  private final Map<String, Found> unexplained = new TreeMap<>();
  private final Map<String, Found> explained = new TreeMap<>();
  private long count;

  /** How often, and the first. */
  record Found(long count, Difference first) {
    private Found and(Found more) {
      return new Found(count + more.count, first);
    }

    @Override
    public String toString() {
      return count + " times, first " + first.example();
    }
  }

  DecoderComparison(ReferenceDisassembler reference, List<Explanation> explanations, int codeBits) {
    this.reference = reference;
    this.explanations = explanations;
    this.codeBits = codeBits;
  }

  /** Pieces of code that were compared. */
  long count() {
    return count;
  }

  /** By kind. */
  Map<String, Found> unexplained() {
    return unexplained;
  }

  /** By reason. */
  Map<String, Found> explained() {
    return explained;
  }

  void compare(WindowSource source) throws IOException {
    CodeWindows[] windows = {new CodeWindows(AT_ONCE)};
    source.sendTo(
        (code, offset) -> {
          windows[0].add(code, offset);
          if (windows[0].isFull()) {
            compare(windows[0]);
            windows[0] = new CodeWindows(AT_ONCE);
          }
        });
    compare(windows[0]);
  }

  private void compare(CodeWindows windows) throws IOException {
    Answers answers = new Answers(windows);
    reference.read(windows, codeBits, answers);
    if (answers.taken != windows.count()) {
      throw new IOException(answers.taken + " answers to " + windows.count() + " questions");
    }
    count += windows.count();
  }

  private final class Answers implements Consumer<ReferenceInstruction> {
    private final CodeWindows windows;
    private int taken;

    Answers(CodeWindows windows) {
      this.windows = windows;
    }

    @Override
    public void accept(ReferenceInstruction theirs) {
      byte[] code = windows.get(taken++);
      Instruction ours = decoder.decode(code, 0, code.length, codeBits);
      String name = ours.mnemonic() == Mnemonic.INVALID ? "" : names.of(ours);
      Difference difference = new Difference(code, codeBits, ours, name, theirs);
      if (!difference.isNone()) {
        file(difference);
      }
    }
  }

  private void file(Difference difference) {
    String reason = reason(difference);
    Map<String, Found> map = reason == null ? unexplained : explained;
    String key = reason == null ? difference.kind() : reason;
    map.merge(key, new Found(1, difference), Found::and);
  }

  private @Nullable String reason(Difference difference) {
    for (Explanation explanation : explanations) {
      if (explanation.fits().test(difference)) {
        return explanation.reason();
      }
    }
    return null;
  }
}
