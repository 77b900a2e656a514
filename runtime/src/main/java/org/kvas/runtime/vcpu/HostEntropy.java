package org.kvas.runtime.vcpu;

import java.security.SecureRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The host's random numbers, for RDRAND and RDSEED; opened when first asked. */
public final class HostEntropy implements LongSupplier {
  private @Nullable SecureRandom source;

  @Override
  public long getAsLong() {
    SecureRandom opened = source;
    if (opened == null) {
      opened = new SecureRandom();
      source = opened;
    }
    return opened.nextLong();
  }
}
