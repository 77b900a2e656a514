/** Devices made for tests and bring-up: exit codes, debug consoles, POST codes. */
@NullMarked
package org.kvas.devices.debug;

import org.jspecify.annotations.NullMarked;
