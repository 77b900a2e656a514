package org.kvas.runtime.vcpu;

import java.util.Set;
import org.kvas.translator.x86.decode.Feature;

/**
 * A processor as CPUID describes it.
 *
 * @param name as given to {@code -cpu}
 * @param vendor twelve characters
 */
public record CpuModel(String name, String vendor, int family, int model, int stepping, Set<Feature> features) {
  public boolean has(Feature feature) {
    return features.contains(feature);
  }
}
