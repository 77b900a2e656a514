/** ACPI's fixed hardware, and the tables that describe a machine to its operating system. */
@NullMarked
package org.kvas.devices.acpi;

import org.jspecify.annotations.NullMarked;
