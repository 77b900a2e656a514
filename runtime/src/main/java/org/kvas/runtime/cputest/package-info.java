/** The processor alone, on tests that come line by line: {@code kvas cputest}. */
@NullMarked
package org.kvas.runtime.cputest;

import org.jspecify.annotations.NullMarked;
