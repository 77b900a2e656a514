/** Machines: what one is made of, how it is started, how it ends. */
@NullMarked
package org.kvas.runtime.machine;

import org.jspecify.annotations.NullMarked;
