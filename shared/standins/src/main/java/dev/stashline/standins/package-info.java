/** Local servers in place of outside services. */
@NullMarked
package dev.stashline.standins;

import org.jspecify.annotations.NullMarked;
