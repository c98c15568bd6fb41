/**
 * What the broker promises, tried on real processes that are really killed. Read {@link
 * dev.stashline.standalone.crash.CrashTest} first.
 */
@NullMarked
package dev.stashline.standalone.crash;

import org.jspecify.annotations.NullMarked;
