/** The processor's modes, gates and faults, asked by small firmware images. */
@NullMarked
package org.kvas.conformance.processor;

import org.jspecify.annotations.NullMarked;
