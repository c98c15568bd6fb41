/** The QStash door. */
@NullMarked
package dev.stashline.webhooks;

import org.jspecify.annotations.NullMarked;
