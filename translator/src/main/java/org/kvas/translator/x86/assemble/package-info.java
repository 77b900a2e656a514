/** A small assembler over the decoder's opcode maps, for tests and built-in guests. */
@NullMarked
package org.kvas.translator.x86.assemble;

import org.jspecify.annotations.NullMarked;
