/** Plan generation. */
@NullMarked
package dev.stashline.plans;

import org.jspecify.annotations.NullMarked;
