package org.kvas.runtime.vcpu;

import static org.kvas.translator.x86.decode.Feature.*;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.kvas.translator.x86.decode.Feature;

/** Features by the names that QEMU and Linux give them; dots and hyphens count as underscores. */
final class FeatureNames {
  private static final Map<String, Feature> ALIASES =
      Map.ofEntries(
          Map.entry("pni", SSE3),
          Map.entry("i64", LM),
          Map.entry("xd", NX),
          Map.entry("abm", LZCNT),
          Map.entry("invtsc", CONSTANT_TSC),
          Map.entry("3dnowprefetch", PREFETCHW),
          Map.entry("cmpxchg8b", CX8),
          Map.entry("cmpxchg16b", CX16),
          Map.entry("clfsh", CLFLUSH),
          Map.entry("pclmuldq", PCLMULQDQ),
          Map.entry("sha_ni", SHA));

  private FeatureNames() {}

  /**
   * @throws IllegalArgumentException with one sentence for the user
   */
  static Feature parse(String name) {
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

  static String of(Feature feature) {
    return feature.name().toLowerCase(Locale.ROOT);
  }
}
