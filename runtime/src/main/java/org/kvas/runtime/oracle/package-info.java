/**
 * The emulated processor compared with the one that Kvas runs on, instruction by instruction:
 * {@code kvas oracle}.
 */
@NullMarked
package org.kvas.runtime.oracle;

import org.jspecify.annotations.NullMarked;
