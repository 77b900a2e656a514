/** Benchmarks of what only this package may reach. */
@NullMarked
package org.kvas.runtime.vcpu;

import org.jspecify.annotations.NullMarked;
