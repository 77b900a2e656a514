package org.kvas.runtime.vcpu;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.translate.RegionTranslator.Translation;

/**
 * A region to be made.
 *
 * @param quick makes it as it is compiled soonest: registers in place; gives null where there is
 *     none to be had
 * @param thorough makes it as it runs fastest; null where that is the same
 * @param cpu only passed through, never touched
 * @param done takes what was made once it is worth entering, and again what is better
 */
record RegionOrder(
    Supplier<@Nullable Translation> quick,
    @Nullable Supplier<@Nullable Translation> thorough,
    VcpuState cpu,
    Consumer<@Nullable Translation> done) {}
