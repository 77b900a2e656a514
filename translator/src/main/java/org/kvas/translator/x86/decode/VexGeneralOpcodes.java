package org.kvas.translator.x86.decode;

import static org.kvas.translator.x86.decode.Mnemonic.*;
import static org.kvas.translator.x86.decode.OperandKind.*;
import static org.kvas.translator.x86.decode.Qualifier.*;

import java.util.List;

/** BMI1 and BMI2: general registers behind VEX with map 0F 38. SDM Vol. 2D, table A-4. */
final class VexGeneralOpcodes extends VexTable {
  VexGeneralOpcodes(List<Opcode> rows) {
    super(rows);
    general(0xf2, NP, ANDN, Gy, By, Ey);
    general(0xf3, NP.and(digit(1)), BLSR, By, Ey);
    general(0xf3, NP.and(digit(2)), BLSMSK, By, Ey);
    general(0xf3, NP.and(digit(3)), BLSI, By, Ey);
    general(0xf5, NP, BZHI, Gy, Ey, By);
    general(0xf5, F3, PEXT, Gy, By, Ey);
    general(0xf5, F2, PDEP, Gy, By, Ey);
    general(0xf6, F2, MULX, Gy, By, Ey);
    general(0xf7, NP, BEXTR, Gy, Ey, By);
    general(0xf7, P66, SHLX, Gy, Ey, By);
    general(0xf7, F3, SARX, Gy, Ey, By);
    general(0xf7, F2, SHRX, Gy, Ey, By);
  }

  private void general(
      int opcode, Qualifier qualifier, Mnemonic mnemonic, OperandKind... operands) {
    define(opcode, qualifier.and(L128), mnemonic, operands);
  }
}
