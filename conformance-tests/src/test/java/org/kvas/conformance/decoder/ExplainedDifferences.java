package org.kvas.conformance.decoder;

import java.util.Set;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;

/** What another disassembler knows, or shows, that the decoder does not: with reasons. */
interface ExplainedDifferences {
  boolean includes(Instruction ours, ReferenceInstruction theirs);

  /** Extensions that no processor model has. */
  Set<String> EXTENSIONS =
      Set.of(
          // EVEX, tiles, and VEX encodings that came with them
          "AVX512F",
          "AVX512VL",
          "AVX512BW",
          "AVX512DQ",
          "AVX512CD",
          "AVX512ER",
          "AVX512PF",
          "AVX512_4FMAPS",
          "AVX512_4VNNIW",
          "AVX512_BF16",
          "AVX512_BITALG",
          "AVX512_IFMA",
          "AVX512_VBMI",
          "AVX512_VBMI2",
          "AVX512_VNNI",
          "AVX512_VP2INTERSECT",
          "AVX512_VPOPCNTDQ",
          "AVX512_FP16",
          "VAES",
          "VPCLMULQDQ",
          "GFNI",
          "AVX_VNNI",
          "AVX_VNNI_INT8",
          "AVX_VNNI_INT16",
          "AVX_IFMA",
          "AVX_NE_CONVERT",
          "CMPCCXADD",
          "SHA512",
          "SM3",
          "SM4",
          "KNC",
          "AMX_BF16",
          "AMX_TILE",
          "AMX_INT8",
          "AMX_FP16",
          "AMX_COMPLEX",
          // AMD's and others'
          "D3NOW",
          "D3NOWEXT",
          "CYRIX_D3NOW",
          "CYRIX_FPU",
          "CYRIX_SMM",
          "CYRIX_SMINT",
          "CYRIX_SMINT_0F7E",
          "CYRIX_SHR",
          "CYRIX_DDI",
          "CYRIX_EMMI",
          "CYRIX_DMI",
          "CENTAUR_AIS",
          "SSE4A",
          "FMA4",
          "XOP",
          "TBM",
          "LWP",
          "SVM",
          "SKINIT",
          "SKINIT_or_SVM",
          "CLZERO",
          "MONITORX",
          "MCOMMIT",
          "RDPRU",
          "INVLPGB",
          "SEV_ES",
          "SEV_SNP",
          "RMPQUERY",
          "OSS",
          "PADLOCK_ACE",
          "PADLOCK_PHE",
          "PADLOCK_PMM",
          "PADLOCK_RNG",
          "PADLOCK_GMI",
          "PADLOCK_UNDOC",
          // virtualization, enclaves, transactions, shadow stacks, user interrupts
          "VMX",
          "INVEPT",
          "INVVPID",
          "SMX",
          "SGX1",
          "TDX",
          "RTM",
          "HLE",
          "HLE_or_RTM",
          "CET_SS",
          "CET_IBT",
          "UINTR",
          "FRED",
          "LKGS",
          "KL",
          "AESKLE",
          "WIDE_KL",
          "PCONFIG",
          "HRESET",
          // single instructions
          "SERIALIZE",
          "TSXLDTRK",
          "ENQCMD",
          "MOVDIRI",
          "MOVDIR64B",
          "WAITPKG",
          "CLWB",
          "CLDEMOTE",
          "PCOMMIT",
          "PTWRITE",
          "RAO_INT",
          "MSRLIST",
          "WRMSRNS",
          "XSAVES",
          "TSE",
          "CL1INVMB",
          "PKU",
          "MPX",
          "WBNOINVD",
          "UDBG");

  /** iced-x86 says which extension an instruction belongs to. */
  ExplainedDifferences OF_ICED =
      (ours, theirs) ->
          ours.mnemonic() == Mnemonic.INVALID
              && (EXTENSIONS.contains(theirs.extension())
                  // the second extension of VEX encodings, whose first is AVX
                  || theirs.name().matches("V(gf2p8|sm3|sm4|sha512).*"));

  /**
   * objdump shows prefixes that another follows alone, joins FWAIT with what follows, calls the
   * reserved NOPs by what became of some, and does not look whether a form exists (LOCK, registers
   * where memory must be): iced-x86 is the judge of that.
   */
  ExplainedDifferences OF_OBJDUMP =
      (ours, theirs) ->
          !theirs.isDefined()
              || ours.mnemonic() == Mnemonic.INVALID
              || ours.mnemonic() == Mnemonic.FWAIT
              || ours.mnemonic() == Mnemonic.NOP
              || MnemonicNames.differInSuffix(MnemonicNames.of(ours), theirs.name())
                  && ours.length() == theirs.length();
}
