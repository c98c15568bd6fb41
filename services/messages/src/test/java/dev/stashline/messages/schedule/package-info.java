/** Tests of the calendar: what is due when, in which zone, and what of it is refused. */
@NullMarked
package dev.stashline.messages.schedule;

import org.jspecify.annotations.NullMarked;
