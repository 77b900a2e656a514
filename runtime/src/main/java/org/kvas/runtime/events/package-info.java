/** Events for JDK Flight Recorder. Without a recording they cost nothing. */
@NullMarked
package org.kvas.runtime.events;

import org.jspecify.annotations.NullMarked;
