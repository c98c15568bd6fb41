/** Every service in one jar. */
@NullMarked
package dev.stashline.standalone;

import org.jspecify.annotations.NullMarked;
