/** JMH benchmarks; {@code ./dev bench} runs them. */
@NullMarked
package org.kvas.benchmarks;

import org.jspecify.annotations.NullMarked;
