/**
 * The chips every PC has had since the AT: interrupt controllers, timers, clock, keyboard, serial
 * port, DMA.
 */
@NullMarked
package org.kvas.devices.chipset;

import org.jspecify.annotations.NullMarked;
