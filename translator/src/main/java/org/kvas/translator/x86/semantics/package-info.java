/** What instructions compute: pure functions on int and long, shared by both engines. */
@NullMarked
package org.kvas.translator.x86.semantics;

import org.jspecify.annotations.NullMarked;
