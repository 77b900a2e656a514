/** The interpreter: one class per instruction family. */
@NullMarked
package org.kvas.runtime.interpret;

import org.jspecify.annotations.NullMarked;
