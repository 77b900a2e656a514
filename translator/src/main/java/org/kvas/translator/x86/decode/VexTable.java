package org.kvas.translator.x86.decode;

import static org.kvas.translator.x86.decode.OperandKind.*;
import static org.kvas.translator.x86.decode.Qualifier.*;

import java.util.List;

/** The vocabulary of the opcode maps behind VEX prefixes. W is ignored where a row does not say. */
abstract class VexTable extends OpcodeTable {
  private static final Qualifier AVX = feature(Feature.AVX);
  private static final Qualifier AVX2 = feature(Feature.AVX2);

  VexTable(List<Opcode> rows) {
    super(rows);
  }

  /** Both lengths by AVX. */
  final void avx(int opcode, Qualifier qualifier, Mnemonic mnemonic, OperandKind... operands) {
    bothLengths(opcode, qualifier.and(AVX), mnemonic, operands);
  }

  /** Both lengths by AVX2. */
  final void avx2(int opcode, Qualifier qualifier, Mnemonic mnemonic, OperandKind... operands) {
    bothLengths(opcode, qualifier.and(AVX2), mnemonic, operands);
  }

  final void bothLengths(
      int opcode, Qualifier qualifier, Mnemonic mnemonic, OperandKind... operands) {
    define(opcode, qualifier.and(L128), mnemonic, operands);
    define(opcode, qualifier.and(L256), mnemonic, operands);
  }

  /** 128 bits by AVX, 256 by AVX2. */
  final void integer(int opcode, Qualifier qualifier, Mnemonic mnemonic, OperandKind... operands) {
    define(opcode, qualifier.and(L128).and(AVX), mnemonic, operands);
    define(opcode, qualifier.and(L256).and(AVX2), mnemonic, operands);
  }

  /** Packed integers of three operands. */
  final void integers(int opcode, Mnemonic mnemonic) {
    integer(opcode, P66, mnemonic, Vx, Hx, Wx);
  }

  /** By AVX, or the feature that the qualifier names. */
  final void only128(int opcode, Qualifier qualifier, Mnemonic mnemonic, OperandKind... operands) {
    define(opcode, AVX.and(L128).and(qualifier), mnemonic, operands);
  }

  final void only256(int opcode, Qualifier qualifier, Mnemonic mnemonic, OperandKind... operands) {
    define(opcode, qualifier.and(L256).and(AVX), mnemonic, operands);
  }

  final void only256Avx2(
      int opcode, Qualifier qualifier, Mnemonic mnemonic, OperandKind... operands) {
    define(opcode, qualifier.and(L256).and(AVX2), mnemonic, operands);
  }

  /** The length is ignored. */
  final void scalar(int opcode, Qualifier qualifier, Mnemonic mnemonic, OperandKind... operands) {
    define(opcode, qualifier.and(LIG).and(AVX), mnemonic, operands);
  }

  /** Packed single and double precision. */
  final void packed(int opcode, Mnemonic ps, Mnemonic pd, OperandKind... operands) {
    avx(opcode, NP, ps, operands);
    avx(opcode, P66, pd, operands);
  }

  /** Packed and scalar, single and double precision, of three operands. */
  final void arithmetic(int opcode, Mnemonic ps, Mnemonic pd, Mnemonic ss, Mnemonic sd) {
    packed(opcode, ps, pd, Vx, Hx, Wx);
    scalar(opcode, F3, ss, Vss, Hss, Wss);
    scalar(opcode, F2, sd, Vsd, Hsd, Wsd);
  }
}
