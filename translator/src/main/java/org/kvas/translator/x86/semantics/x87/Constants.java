package org.kvas.translator.x86.semantics.x87;

import static org.kvas.translator.x86.semantics.x87.Float80.BIAS;

/**
 * The constants of FLDL2T, FLDL2E, FLDPI, FLDLG2 and FLDLN2: 128 bits each, rounded by the rounding
 * control.
 */
public enum Constants {
  ONE(BIAS, Float80.INTEGER_BIT, 0),
  ZERO(0, 0, 0),
  LOG2_10(BIAS + 1, 0xd49a784bcd1b8afeL, 0x492bf6ff4dafdb4cL),
  LOG2_E(BIAS, 0xb8aa3b295c17f0bbL, 0xbe87fed0691d3e88L),
  PI(BIAS + 1, 0xc90fdaa22168c234L, 0xc4c6628b80dc1cd1L),
  LOG10_2(BIAS - 2, 0x9a209a84fbcff798L, 0x8f8959ac0b7c9178L),
  LN_2(BIAS - 1, 0xb17217f7d1cf79abL, 0xc9e3b39803f2f6afL);

  private final int exponent;
  private final long significand;
  private final long low;

  Constants(int exponent, long significand, long low) {
    this.exponent = exponent;
    this.significand = significand;
    this.low = low;
  }

  /** The sign and exponent, which no rounding changes. */
  public int signExponent() {
    return exponent;
  }

  /**
   * @param control the control word; its precision does not matter
   */
  public long significand(int control) {
    return ControlWord.roundsUp(control, 0, (significand & 1) != 0, low)
        ? significand + 1
        : significand;
  }
}
