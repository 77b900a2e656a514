package org.kvas.translator.x86.assemble;

/** What an assembled instruction may take as an operand. */
public sealed interface Argument permits Register, Pointer, Constant, Label, FarAddress {}
