package org.kvas.runtime.oracle;

import org.kvas.translator.x86.decode.Instruction;

/** An instruction to be tested, alone. */
record TestInstruction(byte[] bytes, Instruction decoded, Shape shape) {}
