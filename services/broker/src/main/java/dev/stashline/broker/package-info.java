/** A QStash-compatible broker. */
@NullMarked
package dev.stashline.broker;

import org.jspecify.annotations.NullMarked;
