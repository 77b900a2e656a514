package org.kvas.runtime.oracle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.x86.decode.Decoder;

/** The instructions to be tested, in turn. */
final class Work {
  private final List<Map.Entry<Shape, List<Encoding>>> shapes = new ArrayList<>();
  private final InstructionMaker instructions;
  private final Untestable untestable;
  private int next;
  private int round;

  Work(Decoder decoder, HostTraits host, OracleOptions options, SplittableRandom random) {
    int codeBits = options.codeBits();
    untestable = new Untestable(host);
    instructions = new InstructionMaker(decoder, codeBits, random);
    new EncodingSpace(decoder, codeBits)
        .shapes().entrySet().stream()
            .filter(entry -> isWanted(entry.getKey(), options))
            .forEach(shapes::add);
    // few tests do not come to the last encoding: let the seed choose
    shapes.forEach(entry -> Collections.shuffle(entry.getValue(), random));
  }

  private boolean isWanted(Shape shape, OracleOptions options) {
    return untestable.reason(shape.mnemonic()) == null
        && (options.only() == null || options.only().matcher(shape.mnemonic().name()).matches());
  }

  int shapes() {
    return shapes.size();
  }

  /** Shapes in turn, and the encodings of each: none is left out. Null if this one has to be. */
  @Nullable TestInstruction instruction() {
    if (next == shapes.size()) {
      next = 0;
      round++;
    }
    Map.Entry<Shape, List<Encoding>> entry = shapes.get(next++);
    List<Encoding> encodings = entry.getValue();
    Encoding encoding = encodings.get(round % encodings.size());
    TestInstruction test = instructions.make(encoding, entry.getKey());
    return test == null || untestable.includes(test) ? null : test;
  }
}
