package org.kvas.translator.x86.decode;

import static org.kvas.translator.x86.decode.Family.*;
import static org.kvas.translator.x86.decode.Feature.SSE;
import static org.kvas.translator.x86.decode.Feature.SSE2;
import static org.kvas.translator.x86.decode.Feature.SSE3;
import static org.kvas.translator.x86.decode.Feature.SSE4_1;
import static org.kvas.translator.x86.decode.Feature.SSE4_2;
import static org.kvas.translator.x86.decode.Feature.SSSE3;
import static org.kvas.translator.x86.decode.Traits.*;
import static org.kvas.translator.x86.decode.Traits.NONE;
import static org.kvas.translator.x86.semantics.Flags.AF;
import static org.kvas.translator.x86.semantics.Flags.CF;
import static org.kvas.translator.x86.semantics.Flags.OF;
import static org.kvas.translator.x86.semantics.Flags.PF;
import static org.kvas.translator.x86.semantics.Flags.SF;
import static org.kvas.translator.x86.semantics.Flags.STATUS;
import static org.kvas.translator.x86.semantics.Flags.ZF;

import org.jspecify.annotations.Nullable;

/**
 * Every instruction the decoder knows, by its SDM name. Flag masks cover the six status flags; an instruction that may leave a flag alone (a shift by zero,
 * a REP CMPS with a count of zero) still lists it as written.
 */
public enum Mnemonic {
  INVALID(Family.INVALID, ends()),

  ADD(BINARY_ALU, writes(STATUS).locks()),
  OR(BINARY_ALU, writes(STATUS & ~AF).undefines(AF).locks()),
  ADC(BINARY_ALU, reads(CF).writing(STATUS).locks()),
  SBB(BINARY_ALU, reads(CF).writing(STATUS).locks()),
  AND(BINARY_ALU, writes(STATUS & ~AF).undefines(AF).locks()),
  SUB(BINARY_ALU, writes(STATUS).locks()),
  XOR(BINARY_ALU, writes(STATUS & ~AF).undefines(AF).locks()),
  CMP(BINARY_ALU, writes(STATUS)),
  TEST(BINARY_ALU, writes(STATUS & ~AF).undefines(AF)),
  INC(UNARY_ALU, writes(STATUS & ~CF).locks()),
  DEC(UNARY_ALU, writes(STATUS & ~CF).locks()),
  NEG(UNARY_ALU, writes(STATUS).locks()),
  NOT(UNARY_ALU, NONE.locks()),
  ROL(SHIFT, writes(CF | OF)),
  ROR(SHIFT, writes(CF | OF)),
  RCL(SHIFT, reads(CF).writing(CF | OF)),
  RCR(SHIFT, reads(CF).writing(CF | OF)),
  SHL(SHIFT, writes(STATUS & ~AF).undefines(AF)),
  SHR(SHIFT, writes(STATUS & ~AF).undefines(AF)),
  SAR(SHIFT, writes(STATUS & ~AF).undefines(AF)),
  SHLD(DOUBLE_SHIFT, writes(STATUS & ~AF).undefines(AF)),
  SHRD(DOUBLE_SHIFT, writes(STATUS & ~AF).undefines(AF)),
  MUL(MULTIPLY_DIVIDE, writes(CF | OF).undefines(SF | ZF | AF | PF)),
  IMUL(MULTIPLY_DIVIDE, writes(CF | OF).undefines(SF | ZF | AF | PF)),
  DIV(MULTIPLY_DIVIDE, NONE.undefines(STATUS)),
  IDIV(MULTIPLY_DIVIDE, NONE.undefines(STATUS)),
  MOV(MOVE), MOVZX(MOVE), MOVSX(MOVE), MOVSXD(MOVE), LEA(MOVE),
  XCHG(MOVE, NONE.locks()),
  BSWAP(MOVE), XLAT(MOVE),
  MOVNTI(MOVE, needs(Feature.SSE2)),
  CBW(CONVERT), CWDE(CONVERT), CDQE(CONVERT), CWD(CONVERT), CDQ(CONVERT), CQO(CONVERT),
  /** The condition (0 O ... 15 G) is in {@link Instruction#condition()}. */
  CMOVCC(CONDITIONAL, reads(STATUS & ~AF).when(Feature.CMOV)),
  SETCC(CONDITIONAL, reads(STATUS & ~AF)),
  PUSH(STACK), POP(STACK), PUSHA(STACK), POPA(STACK),
  PUSHF(STACK, reads(STATUS)),
  POPF(STACK, writes(STATUS).ending()),
  ENTER(STACK), LEAVE(STACK),
  BT(BIT, writes(CF).undefines(OF | SF | AF | PF)),
  BTS(BIT, writes(CF).undefines(OF | SF | AF | PF).locks()),
  BTR(BIT, writes(CF).undefines(OF | SF | AF | PF).locks()),
  BTC(BIT, writes(CF).undefines(OF | SF | AF | PF).locks()),
  BSF(BIT, writes(ZF).undefines(STATUS & ~ZF)),
  BSR(BIT, writes(ZF).undefines(STATUS & ~ZF)),
  POPCNT(BIT, writes(STATUS).when(Feature.POPCNT)),
  TZCNT(BIT, writes(CF | ZF).undefines(STATUS & ~(CF | ZF)).when(Feature.BMI1)),
  LZCNT(BIT, writes(CF | ZF).undefines(STATUS & ~(CF | ZF)).when(Feature.LZCNT)),
  CRC32(BIT, needs(Feature.SSE4_2)),
  CMPXCHG(ATOMIC, writes(STATUS).locks()),
  XADD(ATOMIC, writes(STATUS).locks()),
  CMPXCHG8B(ATOMIC, writes(ZF).locks().when(Feature.CX8)),
  CMPXCHG16B(ATOMIC, writes(ZF).locks().when(Feature.CX16)),
  /** String operations; the element size is {@link Instruction#operandSize()}. They end a block since a repeated one may leave off and stay where it is. */
  MOVS(STRING, ends()),
  CMPS(STRING, writes(STATUS).ending()),
  STOS(STRING, ends()),
  LODS(STRING, ends()),
  SCAS(STRING, writes(STATUS).ending()),
  INS(STRING, ends()),
  OUTS(STRING, ends()),
  JMP(BRANCH, ends()),
  JCC(BRANCH, reads(STATUS & ~AF).ending()),
  CALL(BRANCH, ends()),
  RET(BRANCH, ends()),
  LOOPNE(BRANCH, reads(ZF).ending()),
  LOOPE(BRANCH, reads(ZF).ending()),
  LOOP(BRANCH, ends()),
  JCXZ(BRANCH, ends()),
  JMPF(FAR_TRANSFER, reads(STATUS).ending()),
  CALLF(FAR_TRANSFER, reads(STATUS).ending()),
  RETF(FAR_TRANSFER, reads(STATUS).ending()),
  IRET(FAR_TRANSFER, reads(STATUS).writing(STATUS).ending()),
  INT(FAR_TRANSFER, reads(STATUS).ending()),
  INT1(FAR_TRANSFER, reads(STATUS).ending()),
  INT3(FAR_TRANSFER, reads(STATUS).ending()),
  INTO(FAR_TRANSFER, reads(STATUS).ending()),
  BOUND(FAR_TRANSFER, reads(STATUS).ending()),
  SYSCALL(FAR_TRANSFER, reads(STATUS).ending().when(Feature.SYSCALL)),
  SYSRET(FAR_TRANSFER, writes(STATUS).ending().supervisor().when(Feature.SYSCALL)),
  SYSENTER(FAR_TRANSFER, reads(STATUS).ending().when(Feature.SEP)),
  SYSEXIT(FAR_TRANSFER, reads(STATUS).ending().supervisor().when(Feature.SEP)),
  UD0(FAR_TRANSFER, reads(STATUS).ending()),
  UD1(FAR_TRANSFER, reads(STATUS).ending()),
  UD2(FAR_TRANSFER, reads(STATUS).ending()),
  CLC(FLAG, writes(CF)),
  STC(FLAG, writes(CF)),
  CMC(FLAG, reads(CF).writing(CF)),
  CLD(FLAG), STD(FLAG),
  LAHF(FLAG, reads(STATUS & ~OF)),
  SAHF(FLAG, writes(STATUS & ~OF)),
  SALC(FLAG, reads(CF)),
  AAA(DECIMAL, reads(AF).writing(AF | CF).undefines(OF | SF | ZF | PF)),
  AAS(DECIMAL, reads(AF).writing(AF | CF).undefines(OF | SF | ZF | PF)),
  DAA(DECIMAL, reads(AF | CF).writing(STATUS & ~OF).undefines(OF)),
  DAS(DECIMAL, reads(AF | CF).writing(STATUS & ~OF).undefines(OF)),
  AAM(DECIMAL, writes(SF | ZF | PF).undefines(OF | AF | CF)),
  AAD(DECIMAL, writes(SF | ZF | PF).undefines(OF | AF | CF)),
  IN(PORT_IO, ends()),
  OUT(PORT_IO, ends()),
  CLI(SYSTEM, ends()),
  STI(SYSTEM, ends()),
  HLT(SYSTEM, cpl0().ending()),
  CPUID(SYSTEM),
  RDTSC(SYSTEM, needs(Feature.TSC)),
  RDTSCP(SYSTEM, needs(Feature.RDTSCP)),
  RDPMC(SYSTEM),
  RDMSR(SYSTEM, cpl0().when(Feature.MSR)),
  WRMSR(SYSTEM, cpl0().ending().when(Feature.MSR)),
  INVD(SYSTEM, cpl0()),
  WBINVD(SYSTEM, cpl0()),
  INVLPG(SYSTEM, cpl0().ending()),
  CLTS(SYSTEM, cpl0().ending()),
  LMSW(SYSTEM, cpl0().ending()),
  SMSW(SYSTEM),
  LGDT(SYSTEM, cpl0()),
  LIDT(SYSTEM, cpl0()),
  SGDT(SYSTEM), SIDT(SYSTEM),
  LLDT(SYSTEM, cpl0()),
  SLDT(SYSTEM),
  LTR(SYSTEM, cpl0()),
  STR(SYSTEM),
  /** MOV to or from a control or debug register. */
  MOV_CR(SYSTEM, cpl0().ending()),
  MOV_DR(SYSTEM, cpl0().ending()),
  SWAPGS(SYSTEM, cpl0()),
  CLAC(SYSTEM, ends().when(Feature.SMAP)),
  STAC(SYSTEM, ends().when(Feature.SMAP)),
  MONITOR(SYSTEM, needs(Feature.MONITOR)),
  MWAIT(SYSTEM, ends().when(Feature.MONITOR)),
  VMCALL(SYSTEM, ends()),
  VMMCALL(SYSTEM, ends()),
  XGETBV(SYSTEM, needs(Feature.XSAVE)),
  XSETBV(SYSTEM, cpl0().ending().when(Feature.XSAVE)),
  RSM(SYSTEM, writes(STATUS).ending()),
  RDFSBASE(SYSTEM, needs(Feature.FSGSBASE)),
  RDGSBASE(SYSTEM, needs(Feature.FSGSBASE)),
  WRFSBASE(SYSTEM, needs(Feature.FSGSBASE)),
  WRGSBASE(SYSTEM, needs(Feature.FSGSBASE)),
  /** MOV to or from a segment register, PUSH and POP of one. */
  MOV_SEG(SEGMENT, ends()),
  PUSH_SEG(SEGMENT),
  POP_SEG(SEGMENT, ends()),
  LES(SEGMENT, ends()),
  LDS(SEGMENT, ends()),
  LSS(SEGMENT, ends()),
  LFS(SEGMENT, ends()),
  LGS(SEGMENT, ends()),
  ARPL(SEGMENT, writes(ZF)),
  LAR(SEGMENT, writes(ZF)),
  LSL(SEGMENT, writes(ZF)),
  VERR(SEGMENT, writes(ZF)),
  VERW(SEGMENT, writes(ZF)),
  NOP(HINT),
  PAUSE(HINT),
  FWAIT(HINT), PREFETCH(HINT),
  LFENCE(HINT, needs(Feature.SSE2)),
  MFENCE(HINT, needs(Feature.SSE2)),
  SFENCE(HINT, needs(Feature.SSE)),
  CLFLUSH(HINT, needs(Feature.CLFLUSH)),
  CLFLUSHOPT(HINT, needs(Feature.CLFLUSHOPT)),
  ENDBR(HINT),

  FADD(X87), FADDP(X87), FIADD(X87), FMUL(X87), FMULP(X87), FIMUL(X87), FCOM(X87), FCOMP(X87),
  FCOMPP(X87), FICOM(X87), FICOMP(X87),
  FSUB(X87), FSUBP(X87), FISUB(X87), FSUBR(X87), FSUBRP(X87), FISUBR(X87), FDIV(X87), FDIVP(X87),
  FIDIV(X87), FDIVR(X87), FDIVRP(X87), FIDIVR(X87),
  FLD(X87), FST(X87), FSTP(X87), FILD(X87), FIST(X87), FISTP(X87),
  FISTTP(X87, needs(Feature.SSE3)),
  FBLD(X87), FBSTP(X87),
  FXCH(X87), FNOP(X87), FCHS(X87), FABS(X87), FTST(X87), FXAM(X87), FLD1(X87), FLDL2T(X87),
  FLDL2E(X87), FLDPI(X87), FLDLG2(X87), FLDLN2(X87), FLDZ(X87),
  F2XM1(X87), FYL2X(X87), FPTAN(X87), FPATAN(X87), FXTRACT(X87), FPREM1(X87), FDECSTP(X87),
  FINCSTP(X87), FPREM(X87), FYL2XP1(X87), FSQRT(X87),
  FSINCOS(X87), FRNDINT(X87), FSCALE(X87), FSIN(X87), FCOS(X87),
  /** The condition is in {@link Instruction#condition()}: 2 B, 3 AE(NB), 4 E, 5 NE, 6 BE, 7 NBE, 10 U(P), 11 NU(NP). */
  FCMOVCC(X87, reads(CF | PF | ZF).when(Feature.CMOV)),
  FUCOM(X87), FUCOMP(X87), FUCOMPP(X87),
  FCOMI(X87, writes(STATUS).when(Feature.CMOV)),
  FCOMIP(X87, writes(STATUS).when(Feature.CMOV)),
  FUCOMI(X87, writes(STATUS).when(Feature.CMOV)),
  FUCOMIP(X87, writes(STATUS).when(Feature.CMOV)),
  FFREE(X87), FFREEP(X87),
  FNCLEX(X87), FNINIT(X87), FNSTSW(X87), FNSTCW(X87), FLDCW(X87), FNSTENV(X87), FLDENV(X87),
  FNSAVE(X87), FRSTOR(X87),
  /** 8087/287 leftovers that do nothing. */
  FNENI(X87), FNDISI(X87), FNSETPM(X87),

  EMMS(Family.MMX, needs(Feature.MMX)),
  FXSAVE(STATE_SAVE, needs(Feature.FXSR)),
  FXRSTOR(STATE_SAVE, needs(Feature.FXSR)),
  XSAVE(STATE_SAVE, needs(Feature.XSAVE)),
  XRSTOR(STATE_SAVE, needs(Feature.XSAVE)),
  XSAVEOPT(STATE_SAVE, needs(Feature.XSAVEOPT)),
  XSAVEC(STATE_SAVE, needs(Feature.XSAVEC)),
  LDMXCSR(STATE_SAVE, needs(Feature.SSE)),
  STMXCSR(STATE_SAVE, needs(Feature.SSE)),

  // Moves between vector, MMX and general registers and memory. Packed-integer mnemonics below take MMX or XMM operands alike.
  MOVD(SSE_MOVE, Feature.MMX), MOVQ(SSE_MOVE, Feature.MMX), MOVAPS(SSE_MOVE, SSE),
  MOVAPD(SSE_MOVE, SSE2), MOVUPS(SSE_MOVE, SSE), MOVUPD(SSE_MOVE, SSE2), MOVDQA(SSE_MOVE, SSE2),
  MOVDQU(SSE_MOVE, SSE2), LDDQU(SSE_MOVE, SSE3),
  MOVSS(SSE_MOVE, SSE), MOVSD_SSE(SSE_MOVE, SSE2), MOVLPS(SSE_MOVE, SSE), MOVHPS(SSE_MOVE, SSE),
  MOVLHPS(SSE_MOVE, SSE), MOVHLPS(SSE_MOVE, SSE), MOVLPD(SSE_MOVE, SSE2), MOVHPD(SSE_MOVE, SSE2),
  MOVMSKPS(SSE_MOVE, SSE), MOVMSKPD(SSE_MOVE, SSE2), PMOVMSKB(SSE_MOVE, SSE),
  MOVNTPS(SSE_MOVE, SSE), MOVNTPD(SSE_MOVE, SSE2), MOVNTDQ(SSE_MOVE, SSE2),
  MOVNTQ(SSE_MOVE, SSE), MOVNTDQA(SSE_MOVE, SSE4_1),
  MASKMOVQ(SSE_MOVE, SSE), MASKMOVDQU(SSE_MOVE, SSE2), MOVDQ2Q(SSE_MOVE, SSE2),
  MOVQ2DQ(SSE_MOVE, SSE2), MOVSLDUP(SSE_MOVE, SSE3), MOVSHDUP(SSE_MOVE, SSE3),
  MOVDDUP(SSE_MOVE, SSE3),
  PINSRB(SSE_MOVE, SSE4_1), PINSRW(SSE_MOVE, SSE), PINSRD(SSE_MOVE, SSE4_1),
  PINSRQ(SSE_MOVE, SSE4_1), PEXTRB(SSE_MOVE, SSE4_1), PEXTRW(SSE_MOVE, SSE),
  PEXTRD(SSE_MOVE, SSE4_1), PEXTRQ(SSE_MOVE, SSE4_1),
  EXTRACTPS(SSE_MOVE, SSE4_1), INSERTPS(SSE_MOVE, SSE4_1),

  ADDPS(SSE_FLOAT, SSE), ADDPD(SSE_FLOAT, SSE2), ADDSS(SSE_FLOAT, SSE), ADDSD(SSE_FLOAT, SSE2),
  SUBPS(SSE_FLOAT, SSE), SUBPD(SSE_FLOAT, SSE2), SUBSS(SSE_FLOAT, SSE), SUBSD(SSE_FLOAT, SSE2),
  MULPS(SSE_FLOAT, SSE), MULPD(SSE_FLOAT, SSE2), MULSS(SSE_FLOAT, SSE), MULSD(SSE_FLOAT, SSE2),
  DIVPS(SSE_FLOAT, SSE), DIVPD(SSE_FLOAT, SSE2), DIVSS(SSE_FLOAT, SSE), DIVSD(SSE_FLOAT, SSE2),
  MINPS(SSE_FLOAT, SSE), MINPD(SSE_FLOAT, SSE2), MINSS(SSE_FLOAT, SSE), MINSD(SSE_FLOAT, SSE2),
  MAXPS(SSE_FLOAT, SSE), MAXPD(SSE_FLOAT, SSE2), MAXSS(SSE_FLOAT, SSE), MAXSD(SSE_FLOAT, SSE2),
  SQRTPS(SSE_FLOAT, SSE), SQRTPD(SSE_FLOAT, SSE2), SQRTSS(SSE_FLOAT, SSE),
  SQRTSD(SSE_FLOAT, SSE2), RSQRTPS(SSE_FLOAT, SSE), RSQRTSS(SSE_FLOAT, SSE),
  RCPPS(SSE_FLOAT, SSE), RCPSS(SSE_FLOAT, SSE),
  CMPPS(SSE_FLOAT, SSE), CMPPD(SSE_FLOAT, SSE2), CMPSS(SSE_FLOAT, SSE),
  CMPSD_SSE(SSE_FLOAT, SSE2),
  COMISS(SSE_FLOAT, writes(STATUS).when(Feature.SSE)),
  COMISD(SSE_FLOAT, writes(STATUS).when(Feature.SSE2)),
  UCOMISS(SSE_FLOAT, writes(STATUS).when(Feature.SSE)),
  UCOMISD(SSE_FLOAT, writes(STATUS).when(Feature.SSE2)),
  CVTPI2PS(SSE_FLOAT, SSE), CVTPI2PD(SSE_FLOAT, SSE2), CVTSI2SS(SSE_FLOAT, SSE),
  CVTSI2SD(SSE_FLOAT, SSE2), CVTPS2PI(SSE_FLOAT, SSE), CVTPD2PI(SSE_FLOAT, SSE2),
  CVTTPS2PI(SSE_FLOAT, SSE), CVTTPD2PI(SSE_FLOAT, SSE2),
  CVTSS2SI(SSE_FLOAT, SSE), CVTSD2SI(SSE_FLOAT, SSE2), CVTTSS2SI(SSE_FLOAT, SSE),
  CVTTSD2SI(SSE_FLOAT, SSE2), CVTPS2PD(SSE_FLOAT, SSE2), CVTPD2PS(SSE_FLOAT, SSE2),
  CVTSS2SD(SSE_FLOAT, SSE2), CVTSD2SS(SSE_FLOAT, SSE2),
  CVTDQ2PS(SSE_FLOAT, SSE2), CVTPS2DQ(SSE_FLOAT, SSE2), CVTTPS2DQ(SSE_FLOAT, SSE2),
  CVTDQ2PD(SSE_FLOAT, SSE2), CVTPD2DQ(SSE_FLOAT, SSE2), CVTTPD2DQ(SSE_FLOAT, SSE2),
  HADDPS(SSE_FLOAT, SSE3), HADDPD(SSE_FLOAT, SSE3), HSUBPS(SSE_FLOAT, SSE3),
  HSUBPD(SSE_FLOAT, SSE3), ADDSUBPS(SSE_FLOAT, SSE3), ADDSUBPD(SSE_FLOAT, SSE3),
  DPPS(SSE_FLOAT, SSE4_1), DPPD(SSE_FLOAT, SSE4_1), ROUNDPS(SSE_FLOAT, SSE4_1),
  ROUNDPD(SSE_FLOAT, SSE4_1), ROUNDSS(SSE_FLOAT, SSE4_1), ROUNDSD(SSE_FLOAT, SSE4_1),

  ANDPS(SSE_INTEGER, SSE), ANDPD(SSE_INTEGER, SSE2), ANDNPS(SSE_INTEGER, SSE),
  ANDNPD(SSE_INTEGER, SSE2), ORPS(SSE_INTEGER, SSE), ORPD(SSE_INTEGER, SSE2),
  XORPS(SSE_INTEGER, SSE), XORPD(SSE_INTEGER, SSE2),
  UNPCKLPS(SSE_INTEGER, SSE), UNPCKLPD(SSE_INTEGER, SSE2), UNPCKHPS(SSE_INTEGER, SSE),
  UNPCKHPD(SSE_INTEGER, SSE2), SHUFPS(SSE_INTEGER, SSE), SHUFPD(SSE_INTEGER, SSE2),
  BLENDPS(SSE_INTEGER, SSE4_1), BLENDPD(SSE_INTEGER, SSE4_1), BLENDVPS(SSE_INTEGER, SSE4_1),
  BLENDVPD(SSE_INTEGER, SSE4_1), PBLENDVB(SSE_INTEGER, SSE4_1), PBLENDW(SSE_INTEGER, SSE4_1),
  PAND(SSE_INTEGER, Feature.MMX), PANDN(SSE_INTEGER, Feature.MMX), POR(SSE_INTEGER, Feature.MMX),
  PXOR(SSE_INTEGER, Feature.MMX),
  PADDB(SSE_INTEGER, Feature.MMX), PADDW(SSE_INTEGER, Feature.MMX),
  PADDD(SSE_INTEGER, Feature.MMX), PADDQ(SSE_INTEGER, SSE2), PADDSB(SSE_INTEGER, Feature.MMX),
  PADDSW(SSE_INTEGER, Feature.MMX), PADDUSB(SSE_INTEGER, Feature.MMX),
  PADDUSW(SSE_INTEGER, Feature.MMX),
  PSUBB(SSE_INTEGER, Feature.MMX), PSUBW(SSE_INTEGER, Feature.MMX),
  PSUBD(SSE_INTEGER, Feature.MMX), PSUBQ(SSE_INTEGER, SSE2), PSUBSB(SSE_INTEGER, Feature.MMX),
  PSUBSW(SSE_INTEGER, Feature.MMX), PSUBUSB(SSE_INTEGER, Feature.MMX),
  PSUBUSW(SSE_INTEGER, Feature.MMX),
  PMULLW(SSE_INTEGER, Feature.MMX), PMULHW(SSE_INTEGER, Feature.MMX), PMULHUW(SSE_INTEGER, SSE),
  PMULUDQ(SSE_INTEGER, SSE2), PMULDQ(SSE_INTEGER, SSE4_1), PMULLD(SSE_INTEGER, SSE4_1),
  PMULHRSW(SSE_INTEGER, SSSE3), PMADDWD(SSE_INTEGER, Feature.MMX), PMADDUBSW(SSE_INTEGER, SSSE3),
  PAVGB(SSE_INTEGER, SSE), PAVGW(SSE_INTEGER, SSE), PSADBW(SSE_INTEGER, SSE),
  MPSADBW(SSE_INTEGER, SSE4_1), PHMINPOSUW(SSE_INTEGER, SSE4_1),
  PMINUB(SSE_INTEGER, SSE), PMINUW(SSE_INTEGER, SSE4_1), PMINUD(SSE_INTEGER, SSE4_1),
  PMINSB(SSE_INTEGER, SSE4_1), PMINSW(SSE_INTEGER, SSE), PMINSD(SSE_INTEGER, SSE4_1),
  PMAXUB(SSE_INTEGER, SSE), PMAXUW(SSE_INTEGER, SSE4_1), PMAXUD(SSE_INTEGER, SSE4_1),
  PMAXSB(SSE_INTEGER, SSE4_1), PMAXSW(SSE_INTEGER, SSE), PMAXSD(SSE_INTEGER, SSE4_1),
  PCMPEQB(SSE_INTEGER, Feature.MMX), PCMPEQW(SSE_INTEGER, Feature.MMX),
  PCMPEQD(SSE_INTEGER, Feature.MMX), PCMPEQQ(SSE_INTEGER, SSE4_1),
  PCMPGTB(SSE_INTEGER, Feature.MMX), PCMPGTW(SSE_INTEGER, Feature.MMX),
  PCMPGTD(SSE_INTEGER, Feature.MMX), PCMPGTQ(SSE_INTEGER, SSE4_2),
  PSLLW(SSE_INTEGER, Feature.MMX), PSLLD(SSE_INTEGER, Feature.MMX),
  PSLLQ(SSE_INTEGER, Feature.MMX), PSLLDQ(SSE_INTEGER, SSE2), PSRLW(SSE_INTEGER, Feature.MMX),
  PSRLD(SSE_INTEGER, Feature.MMX), PSRLQ(SSE_INTEGER, Feature.MMX), PSRLDQ(SSE_INTEGER, SSE2),
  PSRAW(SSE_INTEGER, Feature.MMX), PSRAD(SSE_INTEGER, Feature.MMX),
  PACKSSWB(SSE_INTEGER, Feature.MMX), PACKSSDW(SSE_INTEGER, Feature.MMX),
  PACKUSWB(SSE_INTEGER, Feature.MMX), PACKUSDW(SSE_INTEGER, SSE4_1),
  PUNPCKLBW(SSE_INTEGER, Feature.MMX), PUNPCKLWD(SSE_INTEGER, Feature.MMX),
  PUNPCKLDQ(SSE_INTEGER, Feature.MMX), PUNPCKLQDQ(SSE_INTEGER, SSE2),
  PUNPCKHBW(SSE_INTEGER, Feature.MMX), PUNPCKHWD(SSE_INTEGER, Feature.MMX),
  PUNPCKHDQ(SSE_INTEGER, Feature.MMX), PUNPCKHQDQ(SSE_INTEGER, SSE2),
  PSHUFB(SSE_INTEGER, SSSE3), PSHUFW(SSE_INTEGER, SSE), PSHUFD(SSE_INTEGER, SSE2),
  PSHUFLW(SSE_INTEGER, SSE2), PSHUFHW(SSE_INTEGER, SSE2), PALIGNR(SSE_INTEGER, SSSE3),
  PSIGNB(SSE_INTEGER, SSSE3), PSIGNW(SSE_INTEGER, SSSE3), PSIGND(SSE_INTEGER, SSSE3),
  PABSB(SSE_INTEGER, SSSE3), PABSW(SSE_INTEGER, SSSE3), PABSD(SSE_INTEGER, SSSE3),
  PHADDW(SSE_INTEGER, SSSE3), PHADDD(SSE_INTEGER, SSSE3), PHADDSW(SSE_INTEGER, SSSE3),
  PHSUBW(SSE_INTEGER, SSSE3), PHSUBD(SSE_INTEGER, SSSE3), PHSUBSW(SSE_INTEGER, SSSE3),
  PMOVSXBW(SSE_INTEGER, SSE4_1), PMOVSXBD(SSE_INTEGER, SSE4_1), PMOVSXBQ(SSE_INTEGER, SSE4_1),
  PMOVSXWD(SSE_INTEGER, SSE4_1), PMOVSXWQ(SSE_INTEGER, SSE4_1), PMOVSXDQ(SSE_INTEGER, SSE4_1),
  PMOVZXBW(SSE_INTEGER, SSE4_1), PMOVZXBD(SSE_INTEGER, SSE4_1), PMOVZXBQ(SSE_INTEGER, SSE4_1),
  PMOVZXWD(SSE_INTEGER, SSE4_1), PMOVZXWQ(SSE_INTEGER, SSE4_1), PMOVZXDQ(SSE_INTEGER, SSE4_1),
  PTEST(SSE_INTEGER, writes(STATUS).when(Feature.SSE4_1)),
  PCMPESTRI(SSE_INTEGER, writes(STATUS).when(Feature.SSE4_2)),
  PCMPESTRM(SSE_INTEGER, writes(STATUS).when(Feature.SSE4_2)),
  PCMPISTRI(SSE_INTEGER, writes(STATUS).when(Feature.SSE4_2)),
  PCMPISTRM(SSE_INTEGER, writes(STATUS).when(Feature.SSE4_2));

  private final Family family;
  private final Traits traits;

  Mnemonic(Family family) {
    this(family, NONE);
  }

  Mnemonic(Family family, Feature feature) {
    this(family, needs(feature));
  }

  Mnemonic(Family family, Traits traits) {
    this.family = family;
    this.traits = traits;
  }

  public Family family() {
    return family;
  }

  /** Status flags it may depend on; {@link Instruction#flagsRead()} knows the condition of Jcc, SETcc and CMOVcc too. */
  public int flagsRead() {
    return traits.flagsRead();
  }

  /** Status flags it sets to a defined value. */
  public int flagsWritten() {
    return traits.flagsWritten();
  }

  /** Status flags it leaves undefined. */
  public int flagsUndefined() {
    return traits.flagsUndefined();
  }

  /** Execution does not simply go on behind it: control transfers, changes of mode or address space, and what can open an interrupt window or leave the guest. */
  public boolean endsBlock() {
    return traits.endsBlock();
  }

  /** Raises #GP(0) unless CPL is 0. IOPL-sensitive instructions are not among them. */
  public boolean privileged() {
    return traits.privileged();
  }

  /** A LOCK prefix is allowed where the destination is memory. */
  public boolean lockable() {
    return traits.lockable();
  }

  /**
   * The CPUID feature without which it is undefined, null for the baseline. For mnemonics with MMX and XMM forms this is the MMX form's; the XMM form asks
   * for SSE2.
   */
  public @Nullable Feature feature() {
    return traits.feature();
  }
}
