package org.kvas.runtime.vcpu;

import java.util.function.BooleanSupplier;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.translate.RegionTranslator.Translation;

/** How HotSpot is brought to compile regions. Used by one thread. */
interface RegionCompiler {
  /**
   * Begins with a new region.
   *
   * @param cpu only passed through, never touched
   * @return tells, asked again and again, whether the region is worth entering by now
   */
  BooleanSupplier begin(Translation translation, VcpuState cpu);

  /**
   * Goes on with regions that are in use already.
   *
   * @return whether there may be more to do later
   */
  boolean improve();
}
