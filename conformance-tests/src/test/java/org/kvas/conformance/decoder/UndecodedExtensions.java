package org.kvas.conformance.decoder;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Extensions of the instruction set that no processor model has. */
enum UndecodedExtensions {
  AVX_512(
      "AVX-512 is not decoded",
      "AVX512F AVX512VL AVX512BW AVX512DQ AVX512CD AVX512ER AVX512PF AVX512_4FMAPS"
          + " AVX512_4VNNIW AVX512_BF16 AVX512_BITALG AVX512_IFMA AVX512_VBMI AVX512_VBMI2"
          + " AVX512_VNNI AVX512_VP2INTERSECT AVX512_VPOPCNTDQ AVX512_FP16 AVX512EVEX AVX512VEX",
      "k(add|and|andn|mov|not|or|ortest|shiftl|shiftr|test|unpck|xnor|xor)[bwdq]{1,2}"),
  LATER_VECTORS(
      "vector instructions that came after AVX2 and FMA are not decoded",
      "VAES VPCLMULQDQ GFNI AVX_VNNI AVX_VNNI_INT8 AVX_VNNI_INT16 AVX_IFMA AVX_NE_CONVERT"
          + " SHA512 SM3 SM4",
      "v?gf2p8.*|vpdp.*|vpmadd52.*|v(cvt|bcst)ne.*"),
  XEON_PHI("the first Xeon Phi's encodings are not decoded", "KNC KNCE KNCV", ""),
  MATRICES(
      "AMX is not decoded",
      "AMX_BF16 AMX_TILE AMX_INT8 AMX_FP16 AMX_COMPLEX",
      "(ld|st)tilecfg|tile.*|tdp.*"),
  AMD(
      "AMD's own are not decoded",
      "D3NOW D3NOWEXT AMD3DNOW SSE4A FMA4 XOP TBM LWP SVM SKINIT SKINIT_or_SVM CLZERO MONITORX"
          + " MCOMMIT RDPRU INVLPGB AMD_INVLPGB SEV_ES SEV_SNP SNP RMPQUERY",
      "(cl|st)gi|vmrun|vmload|vmsave|vmmcall|skinit|invlpg[ab]|tlbsync|extrq|insertq|movnts[sd]"
          + "|femms|clzero|rdpru|mcommit|monitorx|mwaitx|vmgexit|psmash|pvalidate|rmpadjust|rmpupdate|rmpquery|vfn?m(add|sub|addsub|subadd)[ps][sd]|vpermil2p[sd]"),
  OTHERS(
      "those of VIA and Geode are not decoded",
      "OSS PADLOCK PADLOCK_ACE PADLOCK_PHE PADLOCK_PMM PADLOCK_RNG PADLOCK_GMI PADLOCK_UNDOC",
      "montmul|xcrypt-...|xsha1|xsha256|xstore-rng"),
  VIRTUAL_MACHINES(
      "VMX is not decoded",
      "VMX VTX VMFUNC INVEPT INVVPID",
      "vm(call|clear|func|launch|ptrld|ptrst|read|resume|write|xoff|xon)|invept|invvpid"),
  ENCLAVES(
      "SMX, SGX, TDX, TSE and key locker are not decoded",
      "SMX SGX SGX1 SGX_ENCLV TDX PCONFIG KL AESKLE WIDE_KL TSE KEYLOCKER KEYLOCKER_WIDE",
      "getsec|encl[suv]|tdcall|seam(call|ops|ret)|pconfig|aes(enc|dec)(wide)?(128|256)kl|encodekey(128|256)|loadiwkey"),
  TRANSACTIONS(
      "TSX is not decoded",
      "RTM HLE_or_RTM TSXLDTRK TSX_LDTRK",
      "xabort|xbegin[wd]?|xend|xtest|x(sus|res)ldtrk"),
  CONTROL_FLOW(
      "shadow stacks, user interrupts and FRED are not decoded",
      "CET CET_SS UINTR FRED LKGS",
      "clrssbsy|setssbsy|incssp[dq]|rstorssp|saveprevssp|wru?ss[dq]|(cl|st|test)ui|uiret|senduipi|lkgs|eret[su]"),
  SINGLE(
      "later single instructions are not decoded",
      "HRESET MSRLIST SERIALIZE ENQCMD MOVDIR MOVDIRI MOVDIR64B WAITPKG PT PTWRITE RAO_INT WRMSRNS CMPCCXADD",
      "serialize|enqcmds?|movdiri|movdir64b|tpause|umonitor|umwait|ptwrite|a(add|and|or|xor)|wrmsrns"
          + "|(rd|wr)msrlist|cmpn?(o|b|z|be|s|p|l|le)xadd|hreset");

  private final String reason;
  private final List<String> names;
  private final Pattern mnemonics;

  /**
   * @param names as iced-x86 and zydis name them
   * @param mnemonics as objdump, which does not tell extensions, writes them
   */
  UndecodedExtensions(String reason, String names, String mnemonics) {
    this.reason = reason;
    this.names = List.of(names.split(" "));
    this.mnemonics = Pattern.compile(mnemonics);
  }

  /** A row for each. */
  static List<Explanation> explanations() {
    return Arrays.stream(values())
        .map(value -> new Explanation(value.reason, value::fits))
        .toList();
  }

  /** Whether it is one of the extensions, joined by +, that an instruction needs. */
  private boolean fits(Difference difference) {
    ReferenceInstruction theirs = difference.theirs();
    return !difference.isDefinedHere()
        && theirs.isDefined()
        && (theirs.extension().isEmpty()
            ? mnemonics.matcher(theirs.name()).matches()
            : Arrays.stream(theirs.extension().split("\\+")).anyMatch(names::contains));
  }
}
