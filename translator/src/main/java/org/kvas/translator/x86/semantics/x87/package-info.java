/**
 * The x87 floating-point unit's arithmetic on 80-bit values, bit for bit as hardware does it. A
 * value is its 64-bit significand (explicit integer bit) and an int of sign (bit 15) and biased
 * exponent (bits 14 to 0); results come back as the significand, the rest in an {@link
 * org.kvas.translator.x86.semantics.x87.FpuContext}.
 */
@NullMarked
package org.kvas.translator.x86.semantics.x87;

import org.jspecify.annotations.NullMarked;
