/** Scheduled chat messages from coaches to their clients. */
@NullMarked
package dev.stashline.messages;

import org.jspecify.annotations.NullMarked;
