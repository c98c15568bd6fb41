/** When a message is due: pure calendar, no rows, no clock of its own. */
@NullMarked
package dev.stashline.messages.schedule;

import org.jspecify.annotations.NullMarked;
