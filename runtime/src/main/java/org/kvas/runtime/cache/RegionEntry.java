package org.kvas.runtime.cache;

/**
 * A place where a translated region can be entered.
 *
 * @param index the entry's number in the region's dispatch
 * @param offset from the region's head
 */
public record RegionEntry(TranslatedRegion region, int index, int offset) {}
