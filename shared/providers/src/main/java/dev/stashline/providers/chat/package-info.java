/** Writing in the chat between two people: the port, and its Stream Chat adapter. */
@NullMarked
package dev.stashline.providers.chat;

import org.jspecify.annotations.NullMarked;
