package dev.stashline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessLogTest {
  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/api/plan-status, /api/plan-status",
    "/openapi.yaml, /openapi.yaml",
    "/api/admin/jobs/0193f6ce-4fd5-7b60-93d8-0d0b1c0a8f77/retry, /api/admin/jobs/…/retry",
    "/plans/anna@example.com, /plans/…",
    "/p/Zm9vYmFyYmF6cXV4, /p/…",
    "/a%20b/c, /…/c",
  })
  void only_plain_words_of_a_path_are_shown(String path, String shown) {
    assertThat(AccessLog.words(path)).isEqualTo(shown);
  }
}
