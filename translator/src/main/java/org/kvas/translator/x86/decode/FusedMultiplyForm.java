package org.kvas.translator.x86.decode;

import static org.kvas.translator.x86.semantics.sse.FusedMultiply.NEGATE_ADDEND;
import static org.kvas.translator.x86.semantics.sse.FusedMultiply.NEGATE_PRODUCT;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the mnemonic of a fused multiplication says. SDM Vol. 1, 14.5.1.
 *
 * @param single elements are singles, else doubles
 * @param multiplicand number of the operand, 0 to 2, that is multiplied
 * @param multiplier with which operand
 * @param addend and what operand is added
 * @param evenSigns what is negated in even elements, the scalar one too
 */
public record FusedMultiplyForm(
    boolean single,
    boolean scalar,
    int multiplicand,
    int multiplier,
    int addend,
    int evenSigns,
    int oddSigns) {

  private static final Pattern NAME =
      Pattern.compile("VF(N?)M(ADD|SUB|ADDSUB|SUBADD)([123])([123])([123])([SP])([SD])");

  public static FusedMultiplyForm of(Mnemonic mnemonic) {
    Matcher name = NAME.matcher(mnemonic.name());
    if (!name.matches()) {
      throw new IllegalArgumentException(mnemonic.name());
    }
    int product = name.group(1).isEmpty() ? 0 : NEGATE_PRODUCT;
    String sum = name.group(2);
    return new FusedMultiplyForm(
        name.group(7).equals("S"),
        name.group(6).equals("S"),
        Integer.parseInt(name.group(3)) - 1,
        Integer.parseInt(name.group(4)) - 1,
        Integer.parseInt(name.group(5)) - 1,
        product | (sum.equals("SUB") || sum.equals("ADDSUB") ? NEGATE_ADDEND : 0),
        product | (sum.equals("SUB") || sum.equals("SUBADD") ? NEGATE_ADDEND : 0));
  }

  public static boolean isFusedMultiply(Mnemonic mnemonic) {
    return NAME.matcher(mnemonic.name()).matches();
  }
}
