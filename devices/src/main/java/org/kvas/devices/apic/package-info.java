/**
 * Advanced programmable interrupt controllers: one local APIC a processor, I/O APICs, and the bus
 * between them.
 */
@NullMarked
package org.kvas.devices.apic;

import org.jspecify.annotations.NullMarked;
