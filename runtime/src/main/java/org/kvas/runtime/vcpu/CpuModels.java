package org.kvas.runtime.vcpu;

import static org.kvas.translator.x86.decode.Feature.*;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.kvas.translator.x86.decode.Feature;

/**
 * The models {@code -cpu} knows, and the names of features. Names are QEMU's; the vendor is always
 * Intel.
 */
public final class CpuModels {
  public static final String DEFAULT = "x86-64-v2";

  private static final String INTEL = "GenuineIntel";

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

  private static final List<CpuModel> ALL =
      List.of(
          new CpuModel("486", INTEL, 4, 8, 0, FEATURES_486),
          new CpuModel("pentium", INTEL, 5, 4, 3, FEATURES_PENTIUM),
          new CpuModel("pentium3", INTEL, 6, 8, 3, FEATURES_PENTIUM3),
          new CpuModel("qemu64", INTEL, 6, 13, 3, FEATURES_64_BIT),
          new CpuModel(DEFAULT, INTEL, IN_ORDER_FAMILY, IN_ORDER_MODEL, 1, FEATURES_V2));

  /** What a guest may be told it has although no model here says so. */
  private static final Set<Feature> OPTIONAL =
      EnumSet.of(HYPERVISOR, SMAP, UMIP, CLFLUSHOPT, XSAVE, XSAVEOPT, XSAVEC, X2APIC);

  private static final Map<String, Feature> ALIASES =
      Map.ofEntries(
          Map.entry("pni", SSE3),
          Map.entry("i64", LM),
          Map.entry("xd", NX),
          Map.entry("abm", LZCNT),
          Map.entry("invtsc", CONSTANT_TSC),
          Map.entry("3dnowprefetch", PREFETCHW),
          Map.entry("cmpxchg16b", CX16),
          Map.entry("clfsh", CLFLUSH));

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

  /** A feature by the name QEMU or Linux gives it. */
  static Feature feature(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replace('-', '_').replace('.', '_');
    Feature alias = ALIASES.get(plain);
    return alias != null
        ? alias
        : Arrays.stream(Feature.values())
            .filter(feature -> feature.name().equalsIgnoreCase(plain))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "-cpu: there is no feature \"" + name + "\" that Kvas knows."));
  }

  /** A feature that can be had. */
  static Feature implementedFeature(String name) {
    Feature feature = feature(name);
    if (!FEATURES_V2.contains(feature) && !OPTIONAL.contains(feature)) {
      throw new IllegalArgumentException(
          "-cpu: Kvas does not implement the feature \"" + name + "\".");
    }
    return feature;
  }

  /** All features that a guest may be told it has. */
  public static Set<Feature> implemented() {
    return with(FEATURES_V2, OPTIONAL.toArray(new Feature[0]));
  }

  private static Set<Feature> with(Set<Feature> base, Feature... more) {
    Set<Feature> result = EnumSet.copyOf(base);
    result.addAll(Arrays.asList(more));
    return result;
  }
}
