package org.kvas.runtime.vcpu;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.translate.RegionTranslator.Translation;

/** How HotSpot is brought to compile regions. Used by one thread. */
interface RegionCompiler {
  /** Makes the region that an order's first compilation is of; null where there is none. */
  @Nullable Translation translate(RegionOrder order);

  /**
   * Begins with a new region.
   *
   * @return tells, asked again and again, whether the region is worth entering by now
   */
  BooleanSupplier begin(Translation translation, RegionOrder order);

  /**
   * Goes on with regions that are in use already.
   *
   * @return microseconds until there may be more to do; 0 where there is not
   */
  long improve();
}
