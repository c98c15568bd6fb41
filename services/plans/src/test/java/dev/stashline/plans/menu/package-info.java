/** Tests of the menu: its data, its rules, and the menus it composes. */
@NullMarked
package dev.stashline.plans.menu;

import org.jspecify.annotations.NullMarked;
