/** AES, carry-less products and SHA on 64-bit halves of vector registers. SDM Vol. 1, 12.13. */
@NullMarked
package org.kvas.translator.x86.semantics.crypto;

import org.jspecify.annotations.NullMarked;
