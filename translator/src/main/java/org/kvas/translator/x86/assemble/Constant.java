package org.kvas.translator.x86.assemble;

/** An immediate; how many bytes it takes follows from the instruction. */
public record Constant(long value) implements Argument {}
