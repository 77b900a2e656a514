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

  /** Whether the processor's maker is AMD, whose SYSCALL and SYSENTER differ. */
  public boolean isAmd() {
    return vendor.equals("AuthenticAMD");
  }

  /**
   * Reads what {@code -cpu} takes: {@code
   * model[,+feature][,-feature][,feature=on|off][,vendor=V][,family=N][,model=N][,stepping=N]...}.
   *
   * @throws IllegalArgumentException with one sentence for the user
   */
  public static CpuModel parse(String text) {
    return new CpuModelText(text).model();
  }
}
