/** Benchmarks of what only this package may reach. */
@NullMarked
package org.kvas.translator.translate;

import org.jspecify.annotations.NullMarked;
