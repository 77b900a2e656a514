/**
 * Names of guest code: from files, and from the table that a Linux kernel carries in its memory.
 */
@NullMarked
package org.kvas.runtime.symbols;

import org.jspecify.annotations.NullMarked;
