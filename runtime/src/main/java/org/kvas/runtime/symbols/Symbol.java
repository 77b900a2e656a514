package org.kvas.runtime.symbols;

/**
 * A named place in guest code.
 *
 * @param address linear
 */
public record Symbol(long address, String name) {}
