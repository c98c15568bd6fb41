/** Sending mail: the port, and its SMTP adapter. */
@NullMarked
package dev.stashline.providers.mail;

import org.jspecify.annotations.NullMarked;
