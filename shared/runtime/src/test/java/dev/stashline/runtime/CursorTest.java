package dev.stashline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
  private static final Instant AT = Instant.parse("2026-03-01T12:00:00.123456Z");
  private static final String ID = "01890a5d-ac96-774b-bcce-b302099a8057";

  @Test
  void comes_back_as_it_was() {
    var cursor = new Cursor(AT, ID);
    assertThat(Cursor.decode(cursor.encode())).isEqualTo(cursor);
    assertThat(cursor.uuid()).isEqualTo(UUID.fromString(ID));
    assertThat(cursor.encode()).matches("[A-Za-z0-9_-]+");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-03-01T12:00:00Z",
        "2026-03-01T12:00:00Z ",
        " msg_1",
        "yesterday msg_1",
        "2026-03-01T12:00:00Z two words",
        "2026-03-01T12:00:00Z nul\0",
        "2026-03-01T12:00:00Z é",
        "+1000000-01-01T00:00:00Z msg_1",
        "-0044-03-15T00:00:00Z msg_1",
        "2026-03-01T13:00:00+01:00 msg_1"
      })
  void what_was_not_given_out_is_refused(String plain) {
    var text =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Cursor.decode(text)).isInstanceOf(Cursor.Forged.class);
  }

  @Test
  void what_is_not_base64url_or_was_padded_is_refused() {
    assertThatThrownBy(() -> Cursor.decode("%%%")).isInstanceOf(Cursor.Forged.class);
    assertThatThrownBy(() -> Cursor.decode(new Cursor(AT, "a").encode() + "="))
        .isInstanceOf(Cursor.Forged.class);
  }

  @Test
  void an_id_of_another_table_is_refused() {
    assertThatThrownBy(new Cursor(AT, "msg_1")::uuid).isInstanceOf(Cursor.Forged.class);
  }
}
