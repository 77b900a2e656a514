/** The command line. */
@NullMarked
package org.kvas.runtime.cli;

import org.jspecify.annotations.NullMarked;
