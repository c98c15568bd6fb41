/** What every service process needs, before it has any duty of its own. */
@NullMarked
package dev.stashline.runtime;

import org.jspecify.annotations.NullMarked;
