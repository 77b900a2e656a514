/** The emulated processor against the one that the tests run on. */
@NullMarked
package org.kvas.conformance.oracle;

import org.jspecify.annotations.NullMarked;
