package org.kvas.runtime.vcpu;

import java.util.EnumSet;
import java.util.Set;
import org.kvas.translator.x86.decode.Feature;

/** What {@code -cpu} says: a model's name, and what is different from it. */
final class CpuModelText {
  private static final int VENDOR_LENGTH = 12;

  private final Set<Feature> features = EnumSet.noneOf(Feature.class);
  private final Set<Feature> asked = EnumSet.noneOf(Feature.class);
  private final String name;
  private String vendor;
  private int family;
  private int model;
  private int stepping;

  CpuModelText(String text) {
    String[] parts = text.split(",", -1);
    CpuModel base = CpuModels.named(parts[0].strip());
    name = base.name();
    vendor = base.vendor();
    family = base.family();
    model = base.model();
    stepping = base.stepping();
    features.addAll(base.features());
    for (int i = 1; i < parts.length; i++) {
      apply(parts[i].strip());
    }
    features.addAll(asked);
    FeatureDependencies.apply(features, asked);
  }

  CpuModel model() {
    return new CpuModel(name, vendor, family, model, stepping, features);
  }

  private void apply(String part) {
    int equals = part.indexOf('=');
    String key = equals < 0 ? part : part.substring(0, equals);
    String value = part.substring(equals + 1);
    if (equals < 0 && part.startsWith("+")) {
      asked.add(CpuModels.implementedFeature(part.substring(1)));
    } else if (equals < 0 && part.startsWith("-")) {
      features.remove(FeatureNames.parse(part.substring(1)));
    } else if (equals < 0) {
      throw new IllegalArgumentException(
          "-cpu: \"" + part + "\" is neither +feature nor -feature.");
    } else {
      set(key, value);
    }
  }

  private void set(String key, String value) {
    switch (key) {
      case "vendor" -> {
        if (value.length() != VENDOR_LENGTH || !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
          throw new IllegalArgumentException(
              "-cpu vendor=" + value + ": twelve characters are needed, as in GenuineIntel.");
        }
        vendor = value;
      }
      case "family" -> family = number(key, value, 0xff + 0xf);
      case "model" -> model = number(key, value, 0xff);
      case "stepping" -> stepping = number(key, value, 0xf);
      default -> feature(key, value);
    }
  }

  private void feature(String key, String value) {
    switch (value) {
      case "on" -> asked.add(CpuModels.implementedFeature(key));
      case "off" -> features.remove(FeatureNames.parse(key));
      default ->
          throw new IllegalArgumentException(
              "-cpu: \"" + key + "=" + value + "\" is neither " + key + "=on nor " + key + "=off.");
    }
  }

  private static int number(String key, String value, int most) {
    try {
      int number = Integer.decode(value);
      if (number >= 0 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException(
        "-cpu " + key + "=" + value + ": a number from 0 to " + most + " is needed.");
  }
}
