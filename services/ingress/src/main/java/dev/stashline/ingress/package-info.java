/** The REST door. */
@NullMarked
package dev.stashline.ingress;

import org.jspecify.annotations.NullMarked;
