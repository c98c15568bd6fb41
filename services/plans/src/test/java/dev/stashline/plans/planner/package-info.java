/** Tests of the computed planner. */
@NullMarked
package dev.stashline.plans.planner;

import org.jspecify.annotations.NullMarked;
