package org.kvas.translator.x86.decode;

import static org.kvas.translator.x86.decode.Mnemonic.*;
import static org.kvas.translator.x86.decode.OperandKind.*;
import static org.kvas.translator.x86.decode.Qualifier.*;

import java.util.List;

/**
 * FMA: three orders of operands, each with a row of ten opcodes. W chooses double precision. SDM
 * Vol. 2D, table A-4.
 */
final class FusedMultiplyAddOpcodes extends VexTable {
  private static final Qualifier SINGLE = P66.and(W0).and(feature(Feature.FMA));
  private static final Qualifier DOUBLE = P66.and(W1).and(feature(Feature.FMA));

  FusedMultiplyAddOpcodes(List<Opcode> rows) {
    super(rows);
    packed132();
    scalar132();
    packed213();
    scalar213();
    packed231();
    scalar231();
  }

  private void packed132() {
    fused(0x96, VFMADDSUB132PS, VFMADDSUB132PD);
    fused(0x97, VFMSUBADD132PS, VFMSUBADD132PD);
    fused(0x98, VFMADD132PS, VFMADD132PD);
    fused(0x9a, VFMSUB132PS, VFMSUB132PD);
    fused(0x9c, VFNMADD132PS, VFNMADD132PD);
    fused(0x9e, VFNMSUB132PS, VFNMSUB132PD);
  }

  private void scalar132() {
    fusedScalar(0x99, VFMADD132SS, VFMADD132SD);
    fusedScalar(0x9b, VFMSUB132SS, VFMSUB132SD);
    fusedScalar(0x9d, VFNMADD132SS, VFNMADD132SD);
    fusedScalar(0x9f, VFNMSUB132SS, VFNMSUB132SD);
  }

  private void packed213() {
    fused(0xa6, VFMADDSUB213PS, VFMADDSUB213PD);
    fused(0xa7, VFMSUBADD213PS, VFMSUBADD213PD);
    fused(0xa8, VFMADD213PS, VFMADD213PD);
    fused(0xaa, VFMSUB213PS, VFMSUB213PD);
    fused(0xac, VFNMADD213PS, VFNMADD213PD);
    fused(0xae, VFNMSUB213PS, VFNMSUB213PD);
  }

  private void scalar213() {
    fusedScalar(0xa9, VFMADD213SS, VFMADD213SD);
    fusedScalar(0xab, VFMSUB213SS, VFMSUB213SD);
    fusedScalar(0xad, VFNMADD213SS, VFNMADD213SD);
    fusedScalar(0xaf, VFNMSUB213SS, VFNMSUB213SD);
  }

  private void packed231() {
    fused(0xb6, VFMADDSUB231PS, VFMADDSUB231PD);
    fused(0xb7, VFMSUBADD231PS, VFMSUBADD231PD);
    fused(0xb8, VFMADD231PS, VFMADD231PD);
    fused(0xba, VFMSUB231PS, VFMSUB231PD);
    fused(0xbc, VFNMADD231PS, VFNMADD231PD);
    fused(0xbe, VFNMSUB231PS, VFNMSUB231PD);
  }

  private void scalar231() {
    fusedScalar(0xb9, VFMADD231SS, VFMADD231SD);
    fusedScalar(0xbb, VFMSUB231SS, VFMSUB231SD);
    fusedScalar(0xbd, VFNMADD231SS, VFNMADD231SD);
    fusedScalar(0xbf, VFNMSUB231SS, VFNMSUB231SD);
  }

  private void fused(int opcode, Mnemonic single, Mnemonic dbl) {
    bothLengths(opcode, SINGLE, single, Vx, Hx, Wx);
    bothLengths(opcode, DOUBLE, dbl, Vx, Hx, Wx);
  }

  private void fusedScalar(int opcode, Mnemonic single, Mnemonic dbl) {
    define(opcode, SINGLE.and(LIG), single, Vss, Hss, Wss);
    define(opcode, DOUBLE.and(LIG), dbl, Vsd, Hsd, Wsd);
  }
}
