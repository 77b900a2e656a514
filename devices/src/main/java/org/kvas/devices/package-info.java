/** One file per chip, and the few interfaces they know the machine by. */
@NullMarked
package org.kvas.devices;

import org.jspecify.annotations.NullMarked;
