package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A page and all modules it loads are of one version, whatever a browser has kept. */
class PageAssetsIT {
  private static final Pattern LOADED = Pattern.compile("(?:src|href)=\"(/[^\"]+\\.(?:js|css))\"");
  private static final Pattern IMPORTED = Pattern.compile("^import .*?'(.+)';$", Pattern.MULTILINE);
  private static TestSystem system;

  @BeforeAll
  static void start() {
    system = TestSystem.messages();
    system.start(Role.INGRESS, Role.MESSAGES, Role.PLANS);
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  @ParameterizedTest
  @CsvSource({"/coach/messages, 11", "/sage/onboarding, 3", "/sage/progress, 2"})
  void what_a_page_loads_is_kept_under_an_address_of_its_version(String page, int expected) {
    var answer = system.get(page);
    assertThat(answer.headers().firstValue("Cache-Control").orElseThrow())
        .isIn("no-cache", "no-store");
    var asked = new ArrayDeque<>(loaded(answer.body()));
    var versions = new TreeMap<String, String>();
    while (!asked.isEmpty()) {
      String path = asked.poll();
      if (versions.put(path, path.replaceFirst("[^/]+$", "")) != null) {
        continue;
      }
      var file = system.get(path);
      TestSystem.require(file, 200);
      assertThat(file.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
      IMPORTED
          .matcher(file.body())
          .results()
          .forEach(found -> asked.add(URI.create(path).resolve(found.group(1)).getPath()));
    }
    assertThat(versions).hasSize(expected);
    assertThat(versions.values()).allMatch(folder -> folder.matches("/\\w+/assets/[0-9a-f]{16}/"));
    assertThat(versions.values().stream().distinct()).hasSize(1);
  }

  @Test
  void another_version_gives_nothing_to_keep() {
    String path = loaded(system.get("/coach/messages").body()).getFirst();
    var other = system.get(path.replaceFirst("[0-9a-f]{16}", "0123456789abcdef"));
    TestSystem.require(other, 404);
    assertThat(other.headers().firstValue("Cache-Control")).contains("no-store");
  }

  private static List<String> loaded(String html) {
    return LOADED.matcher(html).results().map(found -> found.group(1)).toList();
  }
}
