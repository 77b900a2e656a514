/** Recorded runs of the benchmarks: kept as JSON, drawn, and compared with each other. */
@NullMarked
package org.kvas.benchmarks.report;

import org.jspecify.annotations.NullMarked;
