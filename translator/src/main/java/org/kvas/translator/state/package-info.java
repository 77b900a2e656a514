/** What translated code and both engines work on: registers, TLB, faults. */
@NullMarked
package org.kvas.translator.state;

import org.jspecify.annotations.NullMarked;
