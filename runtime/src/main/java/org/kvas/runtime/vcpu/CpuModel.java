package org.kvas.runtime.vcpu;

import java.util.EnumSet;
import java.util.Set;
import org.kvas.translator.x86.decode.Feature;

/**
 * A processor as CPUID describes it.
 *
 * @param name as given to {@code -cpu}
 * @param vendor twelve characters
 * @param model with the extended model in bits 7 to 4
 */
public record CpuModel(
    String name, String vendor, int family, int model, int stepping, Set<Feature> features) {
  public CpuModel {
    features = features.isEmpty() ? Set.of() : EnumSet.copyOf(features);
  }

  public boolean has(Feature feature) {
    return features.contains(feature);
  }

  /** Family, model and stepping as CPUID leaf 1 and EDX after reset hold them. */
  public int signature() {
    return stepping
        | (model & 0xf) << 4
        | Math.min(family, 0xf) << 8
        | model >> 4 << 16
        | Math.max(family - 0xf, 0) << 20;
  }

  /**
   * Reads what {@code -cpu} takes: {@code model[,+feature][,-feature][,feature=on|off]...}.
   *
   * @throws IllegalArgumentException with one sentence for the user
   */
  public static CpuModel parse(String text) {
    String[] parts = text.split(",", -1);
    CpuModel base = CpuModels.named(parts[0].strip());
    Set<Feature> features = EnumSet.noneOf(Feature.class);
    features.addAll(base.features);
    Set<Feature> asked = EnumSet.noneOf(Feature.class);
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i].strip();
      if (part.startsWith("+")) {
        asked.add(CpuModels.implementedFeature(part.substring(1)));
      } else if (part.endsWith("=on")) {
        asked.add(CpuModels.implementedFeature(part.substring(0, part.length() - 3)));
      } else if (part.startsWith("-")) {
        features.remove(FeatureNames.parse(part.substring(1)));
      } else if (part.endsWith("=off")) {
        features.remove(FeatureNames.parse(part.substring(0, part.length() - 4)));
      } else {
        throw new IllegalArgumentException(
            "-cpu: \"" + part + "\" is neither +feature nor -feature.");
      }
    }
    features.addAll(asked);
    FeatureDependencies.apply(features, asked);
    return new CpuModel(base.name, base.vendor, base.family, base.model, base.stepping, features);
  }
}
