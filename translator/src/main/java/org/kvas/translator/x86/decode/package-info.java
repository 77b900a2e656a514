/**
 * From bytes to {@link org.kvas.translator.x86.decode.Instruction}: opcode maps, decoder,
 * disassembler.
 */
@NullMarked
package org.kvas.translator.x86.decode;

import org.jspecify.annotations.NullMarked;
