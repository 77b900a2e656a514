package org.kvas.conformance.decoder;

import java.util.ArrayList;
import java.util.List;

/** All that is known to differ, by disassembler. */
final class Explanations {
  private static final Explanation WBNOINVD =
      new Explanation(
          "WBNOINVD is a WBINVD with a prefix to processors without it",
          d ->
              d.name().equals("wbinvd")
                  && d.theirs().name().equals("wbnoinvd")
                  && d.sameLength()
                  && Prefixed.of(d).repeat() == 0xf3);

  private static final Explanation SHADOW_STACK_POINTER =
      new Explanation(
          "RDSSP is one of the reserved NOPs to processors without shadow stacks",
          d -> d.name().equals("nop") && d.theirs().name().startsWith("rdssp") && d.sameLength());

  static final List<Explanation> OF_ICED =
      with(UndecodedExtensions.explanations(), WBNOINVD, SHADOW_STACK_POINTER);
  static final List<Explanation> OF_ZYDIS =
      with(UndecodedExtensions.explanations(), WBNOINVD, SHADOW_STACK_POINTER);
  static final List<Explanation> OF_BINUTILS =
      with(ObjdumpExplanations.ALL, WBNOINVD, SHADOW_STACK_POINTER);

  private Explanations() {}

  private static List<Explanation> with(List<Explanation> some, Explanation... more) {
    List<Explanation> all = new ArrayList<>(some);
    all.addAll(List.of(more));
    return all;
  }
}
