/** JMH benchmarks; {@code ./dev bench} runs them. */
@NullMarked
package org.kvas.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
