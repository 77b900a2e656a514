/** From guest code to JVM classes: scan, plan, lower, emit. */
@NullMarked
package org.kvas.translator.translate;

import org.jspecify.annotations.NullMarked;
