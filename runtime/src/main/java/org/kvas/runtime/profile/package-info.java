/** What a user sees of guest execution: where the time goes, and what the engines did. */
@NullMarked
package org.kvas.runtime.profile;

import org.jspecify.annotations.NullMarked;
