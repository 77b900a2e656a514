/**
 * Conventional PCI: configuration mechanism 1, functions with base address registers, and the
 * i440FX/PIIX chip set.
 */
@NullMarked
package org.kvas.devices.pci;

import org.jspecify.annotations.NullMarked;
