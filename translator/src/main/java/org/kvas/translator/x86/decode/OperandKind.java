package org.kvas.translator.x86.decode;

import static org.kvas.translator.x86.decode.OperandForm.*;
import static org.kvas.translator.x86.decode.OperandSize.*;

/**
 * The operand codes of SDM Vol. 2D, A.2; {@code Rd_Mb} is a 32-bit register or a byte in memory.
 */
enum OperandKind {
  Eb(GENERAL_OR_MEMORY, 1),
  Ew(GENERAL_OR_MEMORY, 2),
  Ed(GENERAL_OR_MEMORY, 4),
  Ev(GENERAL_OR_MEMORY, V),
  Ey(GENERAL_OR_MEMORY, Y),
  /** MOVSXD's source: 16 bits with a 66 prefix, else 32. */
  Ez(GENERAL_OR_MEMORY, Z),
  Rd_Mb(GENERAL_OR_MEMORY, 4, 1),
  Rd_Mw(GENERAL_OR_MEMORY, 4, 2),
  Rv_Mw(GENERAL_OR_MEMORY, V, 2),
  Gb(GENERAL, 1),
  Gw(GENERAL, 2),
  Gd(GENERAL, 4),
  Gv(GENERAL, V),
  Gz(GENERAL, Z),
  Gy(GENERAL, Y),
  /** As wide as the mode's registers. */
  Gm(GENERAL, MODE),
  /** Memory of which only the address, or a layout of its own, matters. */
  M(MEMORY, NONE),
  Mb(MEMORY, 1),
  Mw(MEMORY, 2),
  Md(MEMORY, 4),
  Mq(MEMORY, 8),
  Mt(MEMORY, 10),
  Mdq(MEMORY, 16),
  My(MEMORY, Y),
  Mv(MEMORY, V),
  Mp(MEMORY, P),
  Ms(MEMORY, S),
  Ma(MEMORY, A),
  Menv(MEMORY, ENVIRONMENT),
  Mstate(MEMORY, STATE),
  Rv(GENERAL_RM, V),
  Ry(GENERAL_RM, Y),
  Rmode(GENERAL_RM, MODE),
  Rm(GENERAL_RM_ANY_MOD, V),
  Vdq(VECTOR, 16),
  Vq(VECTOR, 8),
  Vd(VECTOR, 4),
  Vy(VECTOR, Y),
  Vps(VECTOR, 16),
  Vpd(VECTOR, 16),
  Vss(VECTOR, 4),
  Vsd(VECTOR, 8),
  Wdq(VECTOR_OR_MEMORY, 16),
  Wq(VECTOR_OR_MEMORY, 8),
  Wd(VECTOR_OR_MEMORY, 4),
  Ww(VECTOR_OR_MEMORY, 2),
  Wps(VECTOR_OR_MEMORY, 16),
  Wpd(VECTOR_OR_MEMORY, 16),
  Wss(VECTOR_OR_MEMORY, 4),
  Wsd(VECTOR_OR_MEMORY, 8),
  Udq_Md(VECTOR_OR_MEMORY, 16, 4),
  Udq(VECTOR_RM, 16),
  Uq(VECTOR_RM, 8),
  /** Codes with an x are as long as VEX.L says. */
  Vx(VECTOR, X),
  Vx_half(VECTOR, X_HALF),
  Wx(VECTOR_OR_MEMORY, X),
  Wx_half(VECTOR_OR_MEMORY, X_HALF),
  Wx_quarter(VECTOR_OR_MEMORY, X_QUARTER),
  Wx_eighth(VECTOR_OR_MEMORY, X_EIGHTH),
  Wb(VECTOR_OR_MEMORY, 1),
  Ux(VECTOR_RM, X),
  Uss(VECTOR_RM, 4),
  Usd(VECTOR_RM, 8),
  Mx(MEMORY, X),
  Hx(VECTOR_VVVV, X),
  Hx_half(VECTOR_VVVV, X_HALF),
  Hdq(VECTOR_VVVV, 16),
  Hss(VECTOR_VVVV, 4),
  Hsd(VECTOR_VVVV, 8),
  Lx(VECTOR_IS4, X),
  By(GENERAL_VVVV, Y),
  /** Elements of 4 or 8 bytes behind as many indexes as an XMM register, or VEX.L, gives room. */
  Mvx_d(VECTOR_INDEXED, X, 4),
  Mvx_q(VECTOR_INDEXED, X, 8),
  Mvdq_q(VECTOR_INDEXED, 16, 8),
  Pq(MMX, 8),
  Qq(MMX_OR_MEMORY, 8),
  Qd(MMX_OR_MEMORY, 4),
  Nq(MMX_RM, 8),
  Sw(SEGMENT, 2),
  Cy(CONTROL, V),
  Dy(DEBUG, V),
  Zb(OPCODE_GENERAL, 1),
  Zv(OPCODE_GENERAL, V),
  Ib(UNSIGNED, 1),
  Iw(UNSIGNED, 2),
  Ibs(SIGNED_BYTE, V),
  Iz(SIGNED, Z),
  Iv(FULL, V),
  Jb(RELATIVE_BYTE, V),
  Jz(RELATIVE, V),
  Ap(FAR_POINTER, V),
  Ob(OFFSET, 1),
  Ov(OFFSET, V),
  AL(ACCUMULATOR, 1),
  AX(ACCUMULATOR, 2),
  eAX(ACCUMULATOR, Z),
  rAX(ACCUMULATOR, V),
  CL(OperandForm.CL, 1),
  DX(OperandForm.DX, 2),
  One(ONE, 1),
  ES(OperandForm.ES, 2),
  CS(OperandForm.CS, 2),
  SS(OperandForm.SS, 2),
  DS(OperandForm.DS, 2),
  FS(OperandForm.FS, 2),
  GS(OperandForm.GS, 2),
  St0(ST0, 10),
  Sti(STI, 10),
  Xb(IMPLICIT, 1),
  Xv(IMPLICIT, V),
  Xz(IMPLICIT, Z),
  Yb(IMPLICIT, 1),
  Yv(IMPLICIT, V),
  Yz(IMPLICIT, Z);

  final OperandForm form;

  /** Codes of {@link OperandSize}, for the register and the memory alternative. */
  final int registerSize;

  final int memorySize;

  /** What they come to, by {@link OperandSize#index}. */
  final byte[] registerBytes;

  final byte[] memoryBytes;

  OperandKind(OperandForm form, int size) {
    this(form, size, size);
  }

  OperandKind(OperandForm form, int registerSize, int memorySize) {
    this.form = form;
    this.registerSize = registerSize;
    this.memorySize = memorySize;
    registerBytes = OperandSize.table(registerSize);
    memoryBytes = OperandSize.table(memorySize);
  }

  boolean inModrm() {
    return form.compareTo(SEGMENT) <= 0 || form == CONTROL || form == DEBUG || form == STI;
  }

  boolean inVvvv() {
    return form == VECTOR_VVVV || form == GENERAL_VVVV;
  }

  boolean memoryOnly() {
    return form == MEMORY || form == VECTOR_INDEXED;
  }

  boolean registerOnly() {
    return form == GENERAL_RM || form == VECTOR_RM || form == MMX_RM || form == STI;
  }
}
