/** One port per kind of outside service, and the adapters behind it. */
@NullMarked
package dev.stashline.providers;

import org.jspecify.annotations.NullMarked;
