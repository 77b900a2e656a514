package org.kvas.runtime.cputest;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.cputest.TestCase.Bytes;
import org.kvas.translator.state.GuestFault;

/**
 * What a test came to.
 *
 * @param before all registers, as {@link RegisterSet#snapshot} gives them
 * @param memory bytes that changed
 * @param exception that ended the test
 */
record Outcome(
    long[] before,
    long[] after,
    List<Bytes> memory,
    @Nullable GuestFault exception,
    long instructions) {}
