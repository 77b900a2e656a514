package org.kvas.runtime.vcpu;

import static org.kvas.translator.x86.decode.Feature.*;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.kvas.translator.x86.decode.Feature;

/**
 * The models {@code -cpu} knows, and the names of features. Names are QEMU's; of a model's features
 * a guest has those that Kvas implements.
 */
public final class CpuModels {
  public static final String DEFAULT = "x86-64-v2";

  private static final String INTEL = "GenuineIntel";
  private static final String AMD = "AuthenticAMD";

  private static final Set<Feature> FEATURES_486 = EnumSet.of(FPU, VME, PSE);

  private static final Set<Feature> FEATURES_PENTIUM =
      with(FEATURES_486, DE, TSC, MSR, MCE, CX8, MMX, APIC);

  private static final Set<Feature> FEATURES_PENTIUM3 =
      with(FEATURES_PENTIUM, PAE, SEP, MTRR, PGE, MCA, CMOV, PAT, PSE36, FXSR, SSE);

  private static final Set<Feature> FEATURES_64_BIT =
      with(
          FEATURES_PENTIUM3,
          CLFLUSH,
          SSE2,
          SSE3,
          CX16,
          SYSCALL,
          NX,
          LM,
          LAHF_LM,
          CONSTANT_TSC,
          RDTSCP);

  private static final Set<Feature> FEATURES_V2 =
      with(
          FEATURES_64_BIT,
          SSSE3,
          SSE4_1,
          SSE4_2,
          POPCNT,
          TSC_DEADLINE,
          PDPE1GB,
          PREFETCHW,
          SMEP,
          FSGSBASE,
          ERMS,
          FSRM,
          ARCH_CAPABILITIES,
          SPEC_CTRL);

  /**
   * The signature of Intel's in-order 64-bit processors (Cedarview). Kernels know that they do not
   * speculate, as Kvas does not, and run without the costly mitigations for processors that do.
   */
  private static final int IN_ORDER_FAMILY = 6;

  private static final int IN_ORDER_MODEL = 0x36;

  private static final Set<Feature> FEATURES_V3 =
      with(
          FEATURES_V2,
          XSAVE,
          XSAVEOPT,
          XSAVEC,
          XGETBV1,
          AVX,
          AVX2,
          FMA,
          F16C,
          BMI1,
          BMI2,
          LZCNT,
          MOVBE);

  private static final Set<Feature> FEATURES_IVY_BRIDGE =
      with(FEATURES_V2, XSAVE, XSAVEOPT, AVX, F16C, AES, PCLMULQDQ, RDRAND, X2APIC);

  private static final Set<Feature> FEATURES_HASWELL =
      with(FEATURES_IVY_BRIDGE, AVX2, FMA, BMI1, BMI2, LZCNT, MOVBE, PCID, INVPCID);

  /** All that there is. */
  private static final Set<Feature> FEATURES_MAX =
      with(
          FEATURES_V3,
          AES,
          PCLMULQDQ,
          SHA,
          ADX,
          RDRAND,
          RDSEED,
          RDPID,
          CLFLUSHOPT,
          CLWB,
          PCID,
          INVPCID,
          SMAP,
          UMIP,
          X2APIC);

  private static final List<CpuModel> ALL =
      List.of(
          new CpuModel("486", INTEL, 4, 8, 0, FEATURES_486),
          new CpuModel("pentium", INTEL, 5, 4, 3, FEATURES_PENTIUM),
          new CpuModel("pentium3", INTEL, 6, 8, 3, FEATURES_PENTIUM3),
          new CpuModel("qemu64", INTEL, 6, 13, 3, FEATURES_64_BIT),
          new CpuModel(DEFAULT, INTEL, IN_ORDER_FAMILY, IN_ORDER_MODEL, 1, FEATURES_V2),
          new CpuModel("x86-64-v3", INTEL, IN_ORDER_FAMILY, IN_ORDER_MODEL, 1, FEATURES_V3),
          new CpuModel("max", INTEL, IN_ORDER_FAMILY, IN_ORDER_MODEL, 1, FEATURES_MAX),
          new CpuModel("qemu32", INTEL, 6, 6, 3, with(FEATURES_PENTIUM3, SSE2, SSE3)),
          new CpuModel("kvm64", INTEL, 15, 6, 1, FEATURES_64_BIT),
          new CpuModel("Opteron_G1", AMD, 15, 6, 1, FEATURES_64_BIT),
          new CpuModel("Nehalem", INTEL, 6, 26, 3, FEATURES_V2),
          new CpuModel("IvyBridge", INTEL, 6, 58, 9, FEATURES_IVY_BRIDGE),
          new CpuModel("Haswell", INTEL, 6, 60, 1, FEATURES_HASWELL));

  private CpuModels() {}

  public static List<CpuModel> all() {
    return ALL;
  }

  /**
   * @throws IllegalArgumentException with one sentence for the user
   */
  public static CpuModel named(String name) {
    return ALL.stream()
        .filter(model -> model.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "-cpu: there is no model \""
                        + name
                        + "\"; the models are "
                        + ALL.stream().map(CpuModel::name).collect(Collectors.joining(", "))
                        + "."));
  }

  /** A feature that can be had. */
  static Feature implementedFeature(String name) {
    Feature feature = FeatureNames.parse(name);
    if (!implemented().contains(feature)) {
      throw new IllegalArgumentException(
          "-cpu: Kvas does not implement the feature \"" + name + "\".");
    }
    return feature;
  }

  /** All features that a guest may be told it has. */
  public static Set<Feature> implemented() {
    return with(FEATURES_MAX, HYPERVISOR, PKU);
  }

  private static Set<Feature> with(Set<Feature> base, Feature... more) {
    Set<Feature> result = EnumSet.copyOf(base);
    result.addAll(Arrays.asList(more));
    return result;
  }
}
