/**
 * What leaves the running code: interrupts and exceptions, far transfers, segment loads, privileged
 * instructions and port I/O.
 */
@NullMarked
package org.kvas.runtime.trap;

import org.jspecify.annotations.NullMarked;
