package org.kvas.conformance.decoder;

import java.util.ArrayList;
import java.util.List;

/** Why any other disassembler differs; iced-x86 and zydis for no other reasons. */
final class CommonExplanations {
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

  static final List<Explanation> ALL = all();

  private CommonExplanations() {}

  private static List<Explanation> all() {
    List<Explanation> all = new ArrayList<>(UndecodedExtensions.explanations());
    all.add(WBNOINVD);
    all.add(SHADOW_STACK_POINTER);
    return List.copyOf(all);
  }
}
