/** How a kernel or firmware image gets into memory, and the state its first instruction finds. */
@NullMarked
package org.kvas.runtime.boot;

import org.jspecify.annotations.NullMarked;
