/**
 * Bus records and addresses, ids, and job arguments that cross services. Plain Java, no
 * dependencies.
 */
@NullMarked
package dev.stashline.contracts;

import org.jspecify.annotations.NullMarked;
