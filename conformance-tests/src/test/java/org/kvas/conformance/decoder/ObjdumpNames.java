package org.kvas.conformance.decoder;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kvas.translator.x86.decode.Operand;

/** Why objdump, of binutils 2.40, names what is defined in another way. */
final class ObjdumpNames {
  /** SDM Vol. 2A, tables 3-1 and 3-8: what the control byte asks for. */
  private static final String[] PREDICATES = {
    "eq", "lt", "le", "unord", "neq", "nlt", "nle", "ord",
    "eq_uq", "nge", "ngt", "false", "neq_oq", "ge", "gt", "true",
    "eq_os", "lt_oq", "le_oq", "unord_s", "neq_us", "nlt_uq", "nle_uq", "ord_s",
    "eq_us", "nge_uq", "ngt_uq", "false_os", "neq_os", "ge_oq", "gt_oq", "true_us"
  };

  private static final Pattern COMPARISON = Pattern.compile("(v?cmp)(.*)(ps|pd|ss|sd)");

  private static final Map<Integer, String> MULTIPLIED_HALVES =
      Map.of(0, "lqlq", 1, "hqlq", 2, "lqhq", 3, "hqhq", 0x10, "lqhq", 0x11, "hqhq");

  static final List<Explanation> ALL =
      List.of(
          new Explanation(
              "objdump puts the control byte of comparisons into the name",
              d -> d.sameLength() && isComparison(d)),
          new Explanation(
              "objdump puts the control byte of PCLMULQDQ into the name, and takes 2 for 16",
              d -> d.sameLength() && isMultiplication(d)),
          new Explanation(
              "objdump adds the operand size to some names", d -> d.sameLength() && isWithSize(d)),
          new Explanation(
              "objdump calls a NOP with a prefix XCHG",
              d ->
                  d.sameLength()
                      && Prefixed.of(d).starts(0x90)
                      && d.name().equals("nop")
                      && d.theirs().name().equals("xchg")));

  private ObjdumpNames() {}

  /** SYSRET and SYSEXIT have but two sizes; of REX.W and 66 either may be shown. */
  private static boolean isWithSize(Difference d) {
    boolean few = d.name().equals("sysret") || d.name().equals("sysexit");
    String sizes =
        switch (d.ours().operandSize()) {
          case 2 -> few ? "d" : "w";
          case 4 -> "d";
          default -> Prefixed.of(d).has(0x66) ? "wq" : "q";
        };
    int last = d.theirs().name().length() - 1;
    return d.theirs().name().startsWith(d.name())
        && d.name().length() == last
        && sizes.indexOf(d.theirs().name().charAt(last)) >= 0;
  }

  private static int control(Difference difference) {
    return difference.ours().operands().getLast() instanceof Operand.Immediate immediate
        ? (int) immediate.value() & 0xff
        : -1;
  }

  private static boolean isComparison(Difference difference) {
    Matcher ours = COMPARISON.matcher(difference.name());
    Matcher theirs = COMPARISON.matcher(difference.theirs().name());
    return ours.matches()
        && theirs.matches()
        && ours.group(1).equals(theirs.group(1))
        && ours.group(2).isEmpty()
        && ours.group(3).equals(theirs.group(3))
        && theirs.group(2).equals(PREDICATES[control(difference)]);
  }

  private static boolean isMultiplication(Difference difference) {
    return difference.name().endsWith("pclmulqdq")
        && difference
            .theirs()
            .name()
            .equals(
                difference.name().replace("qdq", "")
                    + MULTIPLIED_HALVES.get(control(difference))
                    + "dq");
  }
}
