/**
 * The host's end of the guest's character devices: the terminal, files, and the prompt behind
 * Ctrl-A C.
 */
@NullMarked
package org.kvas.runtime.console;

import org.jspecify.annotations.NullMarked;
