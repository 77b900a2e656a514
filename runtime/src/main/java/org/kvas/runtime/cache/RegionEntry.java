package org.kvas.runtime.cache;

import org.kvas.translator.state.RegionCode;

/**
 * A place where a translated region can be entered.
 *
 * @param code of the region
 * @param index the entry's number in the region's dispatch
 * @param offset from the region's head
 */
public record RegionEntry(TranslatedRegion region, RegionCode code, int index, int offset) {}
