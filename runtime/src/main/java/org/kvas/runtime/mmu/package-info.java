/** Paging, the TLB and the physical address space. */
@NullMarked
package org.kvas.runtime.mmu;

import org.jspecify.annotations.NullMarked;
