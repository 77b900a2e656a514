package org.kvas.conformance.decoder;

import java.util.function.Predicate;

/** Why another disassembler says something else of some encodings, and which these are. */
record Explanation(String reason, Predicate<Difference> fits) {}
