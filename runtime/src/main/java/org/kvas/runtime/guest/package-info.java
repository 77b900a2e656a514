/** Guests that Kvas can get by itself. */
@NullMarked
package org.kvas.runtime.guest;

import org.jspecify.annotations.NullMarked;
