/** What tests share. */
@NullMarked
package dev.stashline.testkit;

import org.jspecify.annotations.NullMarked;
