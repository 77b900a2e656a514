package org.kvas.runtime.vcpu;

import static org.kvas.translator.x86.decode.Feature.*;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kvas.translator.x86.decode.Feature;

/** Features that are nothing without another: as in QEMU, taking that one away takes them too. */
final class FeatureDependencies {
  private static final Map<Feature, Feature> NEEDS = new EnumMap<>(Feature.class);

  static {
    needs(FPU, MMX, FXSR);
    needs(FXSR, SSE);
    needs(SSE, SSE2);
    needs(SSE2, SSE3, CLFLUSH, LM, AES, PCLMULQDQ, SHA);
    needs(SSE3, SSSE3);
    needs(SSSE3, SSE4_1);
    needs(SSE4_1, SSE4_2);
    needs(FXSR, XSAVE);
    needs(XSAVE, AVX, XSAVEOPT, XSAVEC, XGETBV1, PKU);
    needs(AVX, AVX2, FMA, F16C);
    needs(LM, LAHF_LM, PDPE1GB, CX16, FSGSBASE, PCID);
    needs(PAE, NX);
    needs(APIC, X2APIC, TSC_DEADLINE);
    needs(TSC, CONSTANT_TSC);
  }

  private FeatureDependencies() {}

  private static void needs(Feature base, Feature... dependents) {
    List<Feature> all = Arrays.asList(dependents);
    all.forEach(dependent -> NEEDS.put(dependent, base));
  }

  /**
   * Drops what lacks its base.
   *
   * @throws IllegalArgumentException if that was asked for, with one sentence for the user
   */
  static void apply(Set<Feature> features, Set<Feature> asked) {
    boolean dropped;
    do {
      dropped = false;
      for (Map.Entry<Feature, Feature> entry : NEEDS.entrySet()) {
        Feature feature = entry.getKey();
        if (features.contains(entry.getValue()) || !features.remove(feature)) {
          continue;
        }
        dropped = true;
        if (asked.contains(feature)) {
          throw new IllegalArgumentException(
              "-cpu: the feature "
                  + FeatureNames.of(feature)
                  + " needs "
                  + FeatureNames.of(entry.getValue())
                  + ", which this processor does not have.");
        }
      }
    } while (dropped);
  }
}
