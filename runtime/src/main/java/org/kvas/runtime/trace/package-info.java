/** What guest code does, as text: for people who look for a fault. */
@NullMarked
package org.kvas.runtime.trace;

import org.jspecify.annotations.NullMarked;
