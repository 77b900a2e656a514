package org.kvas.translator.x86.assemble;

import org.kvas.translator.x86.decode.Operand;

/** A register of any kind; the constants are in {@link Registers}. */
public record Register(Operand operand) implements Argument {}
