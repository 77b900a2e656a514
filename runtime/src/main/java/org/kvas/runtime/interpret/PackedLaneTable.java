package org.kvas.runtime.interpret;

import static org.kvas.translator.x86.decode.Mnemonic.*;

import java.util.Map;
import java.util.function.LongBinaryOperator;
import org.kvas.runtime.interpret.PackedIntegers.Maker;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.semantics.sse.Mmx;
import org.kvas.translator.x86.semantics.sse.PackedAdd;
import org.kvas.translator.x86.semantics.sse.PackedCompare;
import org.kvas.translator.x86.semantics.sse.PackedMultiply;
import org.kvas.translator.x86.semantics.sse.PackedShift;

/**
 * Packed instructions whose 64-bit lanes do not see each other: the MMX form is one lane, the XMM
 * form two.
 */
final class PackedLaneTable {
  private final Map<Mnemonic, Maker> xmm;
  private final Map<Mnemonic, Maker> mmx;

  private PackedLaneTable(Map<Mnemonic, Maker> xmm, Map<Mnemonic, Maker> mmx) {
    this.xmm = xmm;
    this.mmx = mmx;
  }

  static void define(Map<Mnemonic, Maker> xmm, Map<Mnemonic, Maker> mmx) {
    PackedLaneTable table = new PackedLaneTable(xmm, mmx);
    table.bitwise();
    table.sums();
    table.compares();
    table.products();
    table.shifts();
  }

  /** An instruction with both forms. */
  private void lanes(Mnemonic mnemonic, LongBinaryOperator lane) {
    xmmLanes(mnemonic, lane);
    mmx.put(
        mnemonic,
        i -> (cpu, d, low, high) -> Mmx.write(cpu, d, lane.applyAsLong(Mmx.read(cpu, d), low)));
  }

  private void xmmLanes(Mnemonic mnemonic, LongBinaryOperator lane) {
    xmm.put(
        mnemonic,
        i ->
            (cpu, d, low, high) -> {
              cpu.vector[d] = lane.applyAsLong(cpu.vector[d], low);
              cpu.vector[d + 1] = lane.applyAsLong(cpu.vector[d + 1], high);
            });
  }

  /** Both lanes are shifted by the source's low quadword. */
  private void shift(Mnemonic mnemonic, LongBinaryOperator lane) {
    lanes(mnemonic, lane);
    xmm.put(
        mnemonic,
        i ->
            (cpu, d, low, high) -> {
              cpu.vector[d] = lane.applyAsLong(cpu.vector[d], low);
              cpu.vector[d + 1] = lane.applyAsLong(cpu.vector[d + 1], low);
            });
  }

  /** The commonest instructions of all get bodies of their own. */
  private void bitwise() {
    VectorBody and =
        (cpu, d, low, high) -> {
          cpu.vector[d] &= low;
          cpu.vector[d + 1] &= high;
        };
    VectorBody or =
        (cpu, d, low, high) -> {
          cpu.vector[d] |= low;
          cpu.vector[d + 1] |= high;
        };
    VectorBody xor =
        (cpu, d, low, high) -> {
          cpu.vector[d] ^= low;
          cpu.vector[d + 1] ^= high;
        };
    lanes(PAND, (a, b) -> a & b);
    lanes(POR, (a, b) -> a | b);
    lanes(PXOR, (a, b) -> a ^ b);
    lanes(PANDN, (a, b) -> ~a & b);
    xmmLanes(ANDNPS, (a, b) -> ~a & b);
    xmmLanes(ANDNPD, (a, b) -> ~a & b);
    for (Mnemonic mnemonic : new Mnemonic[] {PAND, ANDPS, ANDPD}) {
      xmm.put(mnemonic, i -> and);
    }
    for (Mnemonic mnemonic : new Mnemonic[] {POR, ORPS, ORPD}) {
      xmm.put(mnemonic, i -> or);
    }
    for (Mnemonic mnemonic : new Mnemonic[] {PXOR, XORPS, XORPD}) {
      xmm.put(mnemonic, i -> xor);
    }
  }

  private void sums() {
    lanes(PADDB, PackedAdd::paddb);
    lanes(PADDW, PackedAdd::paddw);
    lanes(PADDD, PackedAdd::paddd);
    lanes(PADDQ, PackedAdd::paddq);
    lanes(PSUBB, PackedAdd::psubb);
    lanes(PSUBW, PackedAdd::psubw);
    lanes(PSUBD, PackedAdd::psubd);
    lanes(PSUBQ, PackedAdd::psubq);
    lanes(PADDSB, PackedAdd::paddsb);
    lanes(PADDSW, PackedAdd::paddsw);
    lanes(PADDUSB, PackedAdd::paddusb);
    lanes(PADDUSW, PackedAdd::paddusw);
    lanes(PSUBSB, PackedAdd::psubsb);
    lanes(PSUBSW, PackedAdd::psubsw);
    lanes(PSUBUSB, PackedAdd::psubusb);
    lanes(PSUBUSW, PackedAdd::psubusw);
    lanes(PAVGB, PackedAdd::pavgb);
    lanes(PAVGW, PackedAdd::pavgw);
  }

  private void compares() {
    lanes(PCMPEQB, PackedCompare::pcmpeqb);
    lanes(PCMPEQW, PackedCompare::pcmpeqw);
    lanes(PCMPEQD, PackedCompare::pcmpeqd);
    lanes(PCMPGTB, PackedCompare::pcmpgtb);
    lanes(PCMPGTW, PackedCompare::pcmpgtw);
    lanes(PCMPGTD, PackedCompare::pcmpgtd);
    lanes(PMINUB, PackedCompare::pminub);
    lanes(PMINSW, PackedCompare::pminsw);
    lanes(PMAXUB, PackedCompare::pmaxub);
    lanes(PMAXSW, PackedCompare::pmaxsw);
    lanes(PSIGNB, PackedCompare::psignb);
    lanes(PSIGNW, PackedCompare::psignw);
    lanes(PSIGND, PackedCompare::psignd);
    lanes(PABSB, PackedCompare::pabsb);
    lanes(PABSW, PackedCompare::pabsw);
    lanes(PABSD, PackedCompare::pabsd);
    xmmLanes(PCMPEQQ, PackedCompare::pcmpeqq);
    xmmLanes(PCMPGTQ, PackedCompare::pcmpgtq);
    xmmLanes(PMINUW, PackedCompare::pminuw);
    xmmLanes(PMINUD, PackedCompare::pminud);
    xmmLanes(PMINSB, PackedCompare::pminsb);
    xmmLanes(PMINSD, PackedCompare::pminsd);
    xmmLanes(PMAXUW, PackedCompare::pmaxuw);
    xmmLanes(PMAXUD, PackedCompare::pmaxud);
    xmmLanes(PMAXSB, PackedCompare::pmaxsb);
    xmmLanes(PMAXSD, PackedCompare::pmaxsd);
  }

  private void products() {
    lanes(PMULLW, PackedMultiply::pmullw);
    lanes(PMULHW, PackedMultiply::pmulhw);
    lanes(PMULHUW, PackedMultiply::pmulhuw);
    lanes(PMULHRSW, PackedMultiply::pmulhrsw);
    lanes(PMULUDQ, PackedMultiply::pmuludq);
    lanes(PMADDWD, PackedMultiply::pmaddwd);
    lanes(PMADDUBSW, PackedMultiply::pmaddubsw);
    lanes(PSADBW, PackedMultiply::psadbw);
    xmmLanes(PMULDQ, PackedMultiply::pmuldq);
    xmmLanes(PMULLD, PackedMultiply::pmulld);
  }

  private void shifts() {
    shift(PSLLW, PackedShift::psllw);
    shift(PSLLD, PackedShift::pslld);
    shift(PSLLQ, PackedShift::psllq);
    shift(PSRLW, PackedShift::psrlw);
    shift(PSRLD, PackedShift::psrld);
    shift(PSRLQ, PackedShift::psrlq);
    shift(PSRAW, PackedShift::psraw);
    shift(PSRAD, PackedShift::psrad);
  }
}
