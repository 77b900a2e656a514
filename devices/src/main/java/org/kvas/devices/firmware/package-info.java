/** What firmware asks the machine it runs on. */
@NullMarked
package org.kvas.devices.firmware;

import org.jspecify.annotations.NullMarked;
