/**
 * Every service in one jar; a role is chosen at start.
 *
 * <p>Read in this order: {@link dev.stashline.standalone.Stashline} (the command line), {@link
 * dev.stashline.standalone.Role}, {@link dev.stashline.standalone.Settings}, {@link
 * dev.stashline.standalone.Node} (one running process), {@link
 * dev.stashline.standalone.LocalGround} (the embedded parts of dev and demo).
 */
@NullMarked
package dev.stashline.standalone;

import org.jspecify.annotations.NullMarked;
