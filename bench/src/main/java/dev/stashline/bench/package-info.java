/** Measurements. */
@NullMarked
package dev.stashline.bench;

import org.jspecify.annotations.NullMarked;
