/** Decoded blocks and translated regions by guest-physical address. */
@NullMarked
package org.kvas.runtime.cache;

import org.jspecify.annotations.NullMarked;
