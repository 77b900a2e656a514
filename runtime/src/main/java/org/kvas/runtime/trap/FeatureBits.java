package org.kvas.runtime.trap;

import static org.kvas.translator.x86.decode.Feature.*;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.kvas.runtime.vcpu.CpuModel;
import org.kvas.translator.x86.decode.Feature;

/** Where CPUID reports each feature. SDM Vol. 2, CPUID. */
enum FeatureBits {
  LEAF_1_EDX(
      FPU, 0, VME, 1, DE, 2, PSE, 3, TSC, 4, MSR, 5, PAE, 6, MCE, 7, CX8, 8, APIC, 9, SEP, 11, MTRR,
      12, PGE, 13, MCA, 14, CMOV, 15, PAT, 16, PSE36, 17, CLFLUSH, 19, MMX, 23, FXSR, 24, SSE, 25,
      SSE2, 26),
  LEAF_1_ECX(
      SSE3,
      0,
      PCLMULQDQ,
      1,
      SSSE3,
      9,
      FMA,
      12,
      CX16,
      13,
      PCID,
      17,
      SSE4_1,
      19,
      SSE4_2,
      20,
      X2APIC,
      21,
      MOVBE,
      22,
      POPCNT,
      23,
      TSC_DEADLINE,
      24,
      AES,
      25,
      XSAVE,
      26,
      AVX,
      28,
      F16C,
      29,
      RDRAND,
      30,
      HYPERVISOR,
      31),
  LEAF_7_EBX(
      FSGSBASE,
      0,
      BMI1,
      3,
      AVX2,
      5,
      SMEP,
      7,
      BMI2,
      8,
      ERMS,
      9,
      INVPCID,
      10,
      RDSEED,
      18,
      ADX,
      19,
      SMAP,
      20,
      CLFLUSHOPT,
      23,
      CLWB,
      24,
      SHA,
      29),
  LEAF_7_ECX(UMIP, 2, PKU, 3, RDPID, 22),
  LEAF_7_EDX(FSRM, 4, SPEC_CTRL, 26, ARCH_CAPABILITIES, 29),
  LEAF_D_1_EAX(XSAVEOPT, 0, XSAVEC, 1, XGETBV1, 2, XSAVES, 3),
  EXTENDED_1_EDX(SYSCALL, 11, NX, 20, PDPE1GB, 26, RDTSCP, 27, LM, 29),
  EXTENDED_1_ECX(LAHF_LM, 0, LZCNT, 5, PREFETCHW, 8),
  EXTENDED_7_EDX(CONSTANT_TSC, 8);

  private final Map<Feature, Integer> bits = new EnumMap<>(Feature.class);

  FeatureBits(Object... featuresAndBits) {
    for (int i = 0; i < featuresAndBits.length; i += 2) {
      bits.put((Feature) featuresAndBits[i], (Integer) featuresAndBits[i + 1]);
    }
  }

  /** The register's bits for a model. */
  int of(CpuModel model) {
    int value = 0;
    for (Map.Entry<Feature, Integer> entry : bits.entrySet()) {
      if (model.has(entry.getKey())) {
        value |= 1 << entry.getValue();
      }
    }
    return value;
  }

  /** The features that the register's bits report. */
  Set<Feature> in(int value) {
    Set<Feature> features = EnumSet.noneOf(Feature.class);
    bits.forEach(
        (feature, bit) -> {
          if ((value >>> bit & 1) != 0) {
            features.add(feature);
          }
        });
    return features;
  }

  boolean anyIn(CpuModel model) {
    return of(model) != 0;
  }
}
