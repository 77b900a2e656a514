/** The decoder against other disassemblers. */
@NullMarked
package org.kvas.conformance.decoder;

import org.jspecify.annotations.NullMarked;
