package org.kvas.runtime.oracle;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * @param tests states to start from, over all instructions
 * @param codeBits 32 or 64
 * @param only mnemonics to be tested, null for all
 * @param seconds after which no more batches begin
 */
public record OracleOptions(
    long tests,
    long seed,
    int codeBits,
    @Nullable Pattern only,
    OracleEngine engine,
    long seconds) {}
