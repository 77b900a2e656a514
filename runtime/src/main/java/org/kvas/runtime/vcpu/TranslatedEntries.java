package org.kvas.runtime.vcpu;

import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.RegionCode;

/** What translated code leads to, for translated code that waits for it to come back. */
interface TranslatedEntries {
  /** Of an engine that does not translate. */
  TranslatedEntries NONE =
      new TranslatedEntries() {
        @Override
        public @Nullable RegionCode find(Vcpu vcpu) {
          return null;
        }

        @Override
        public boolean proceed(Vcpu vcpu) {
          return false;
        }
      };

  /**
   * Code for {@code rip}, with its entry in {@code Vcpu.entry}; null where there is none at hand.
   */
  @Nullable RegionCode find(Vcpu vcpu);

  /** As {@code VcpuState.proceed}. */
  boolean proceed(Vcpu vcpu);
}
