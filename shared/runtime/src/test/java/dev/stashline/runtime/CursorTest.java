package dev.stashline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
  private static final UUID ID = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057");

  @ParameterizedTest
  @ValueSource(strings = {"2026-03-01T12:00:00.123456Z", "1969-12-31T23:59:59.999999Z"})
  void comes_back_as_it_was(Instant at) {
    var cursor = new Cursor(at, ID);
    assertThat(Cursor.parse(cursor.encode())).isEqualTo(cursor);
    assertThat(cursor.encode()).matches("[A-Za-z0-9_-]+");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "%%%", "2026-03-01T12:00:00Z", "AAAA", "é"})
  void what_no_page_gave_is_refused(String text) {
    refused(text);
  }

  @Test
  void a_length_that_is_not_a_cursors_is_refused() {
    var text = new Cursor(Instant.EPOCH, ID).encode();
    refused(text.substring(4));
    refused(text + "AAAA");
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE, -62_135_596_800_000_001L})
  void a_time_that_postgres_could_not_hold_is_refused(long micros) {
    var bytes = ByteBuffer.allocate(24).putLong(micros).putLong(1).putLong(2).array();
    refused(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  private static void refused(String text) {
    assertThatThrownBy(() -> Cursor.parse(text))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().status()).isEqualTo(400);
              assertThat(e.problem().errors())
                  .extracting(Problem.FieldError::field)
                  .containsExactly("cursor");
            });
  }
}
