/**
 * Both engines at once: translated code leads on the machine, the interpreter replays it on memory
 * of its own, and the two are compared.
 */
@NullMarked
package org.kvas.runtime.lockstep;

import org.jspecify.annotations.NullMarked;
