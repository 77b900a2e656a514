/**
 * MMX and SSE data instructions on 64-bit lanes: integer lanes by SWAR, floating point bit for bit
 * as hardware with MXCSR's flags. SDM Vol. 1, chapters 9 to 12.
 */
@NullMarked
package org.kvas.translator.x86.semantics.sse;

import org.jspecify.annotations.NullMarked;
