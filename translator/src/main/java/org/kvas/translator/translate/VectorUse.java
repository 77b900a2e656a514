package org.kvas.translator.translate;

/**
 * Vector registers that the code of a region names or implies, as bit sets.
 *
 * @param wide those of {@code named} of which it names the whole YMM register
 */
record VectorUse(int named, int wide) {}
