package org.kvas.runtime.vcpu;

import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.RegionCode;

/** Where translated code is entered from translated code. */
@FunctionalInterface
interface TranslatedEntries {
  /** Code for {@code rip}, with its entry in {@code Vcpu.entry}; null where there is none at hand. */
  @Nullable RegionCode find(Vcpu vcpu);
}
