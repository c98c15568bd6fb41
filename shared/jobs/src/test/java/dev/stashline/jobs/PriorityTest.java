package dev.stashline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PriorityTest {
  @Test
  void every_order_serves_all_and_the_usual_one_serves_the_highest_first() {
    var chance = new Random(1);
    int usual = 0;
    var first = new int[Priority.values().length];
    for (int i = 0; i < 16_000; i++) {
      var order = Priority.order(chance.nextDouble());
      assertThat(order).containsExactlyInAnyOrder((short) 0, (short) 1, (short) 2, (short) 3);
      first[order[0]]++;
      usual += Arrays.equals(order, new Short[] {0, 1, 2, 3}) ? 1 : 0;
    }
    assertThat(usual).isBetween(14_700, 15_300);
    for (int lower = 1; lower < first.length; lower++) {
      assertThat(first[lower]).isBetween(250, 420);
    }
  }
}
