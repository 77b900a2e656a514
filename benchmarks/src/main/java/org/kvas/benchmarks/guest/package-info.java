/** Guest programs that are measured, and the processor without a machine that runs them. */
@NullMarked
package org.kvas.benchmarks.guest;

import org.jspecify.annotations.NullMarked;
