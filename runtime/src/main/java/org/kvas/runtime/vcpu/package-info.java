/** The processor: its state, run loop and model. */
@NullMarked
package org.kvas.runtime.vcpu;

import org.jspecify.annotations.NullMarked;
