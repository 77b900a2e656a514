/** Kvas's own guest: a small operating system, assembled when it is asked for. */
@NullMarked
package org.kvas.runtime.guest.demonstration;

import org.jspecify.annotations.NullMarked;
