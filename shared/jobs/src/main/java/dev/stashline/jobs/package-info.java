/** The engine: claim, perform, judge, settle, tell. */
@NullMarked
package dev.stashline.jobs;

import org.jspecify.annotations.NullMarked;
