package dev.stashline.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.broker.UrlGroup.Endpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UrlGroupTest {
  private static Endpoint endpoint(String url, @Nullable String name) {
    return new Endpoint(url, name);
  }

  private static final List<Endpoint> TWO =
      List.of(endpoint("http://a", "one"), endpoint("http://b", null));

  @Test
  void a_known_name_gets_the_new_url_in_its_old_place() {
    assertThat(UrlGroup.merged(TWO, List.of(endpoint("http://c", "one"))))
        .containsExactly(endpoint("http://c", "one"), endpoint("http://b", null));
  }

  @Test
  void a_known_url_gets_the_new_name_and_keeps_its_own_without_one() {
    assertThat(
            UrlGroup.merged(TWO, List.of(endpoint("http://b", "two"), endpoint("http://a", null))))
        .containsExactly(endpoint("http://a", "one"), endpoint("http://b", "two"));
  }

  @Test
  void what_is_new_comes_last() {
    assertThat(UrlGroup.merged(TWO, List.of(endpoint("http://c", null))))
        .containsExactly(TWO.get(0), TWO.get(1), endpoint("http://c", null));
  }

  @Test
  void no_url_stands_twice_when_a_name_moves_to_one_that_is_there() {
    assertThat(UrlGroup.merged(TWO, List.of(endpoint("http://b", "one"))))
        .containsExactly(endpoint("http://b", "one"));
  }

  @Test
  void endpoints_are_removed_by_name_or_url() {
    assertThat(UrlGroup.without(TWO, List.of("one"), List.of("http://b"))).isEmpty();
    assertThat(UrlGroup.without(TWO, List.of(), List.of("http://c"))).isEqualTo(TWO);
  }
}
