package dev.stashline.plans.menu;

import java.util.List;

/**
 * Seven days of meals for one person.
 *
 * @param days each day's meals in order of time
 * @param compromises where a soft wish was not met in full, usually empty
 */
public record Menu(List<List<Meal>> days, List<Compromise> compromises) {

  public static final int DAYS = 7;

  public Menu {
    days = days.stream().map(List::copyOf).toList();
    compromises = List.copyOf(compromises);
  }
}
