/** The QStash protocol, for callers and for receivers. */
@NullMarked
package dev.stashline.qstash;

import org.jspecify.annotations.NullMarked;
