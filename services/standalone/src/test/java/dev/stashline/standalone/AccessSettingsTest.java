package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stashline.runtime.ConfigProblems;
import dev.stashline.runtime.Env;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AccessSettingsTest {
  private static final Map<String, String> OPEN =
      Map.of(
          "DATABASE_URL", "postgres://localhost/x", "PLAN_LINK_SECRET", "x", "AUTH_MODE", "open");

  @Test
  void X11_open_access_is_refused_unless_the_app_listens_on_loopback_alone() {
    var everywhere = new HashMap<>(OPEN);
    everywhere.put("APP_HOST", "0.0.0.0");
    assertThatThrownBy(() -> new Env(everywhere::get).read(Settings::from))
        .isInstanceOf(ConfigProblems.class)
        .hasMessageContaining("AUTH_MODE");

    var here = new HashMap<>(OPEN);
    here.put("APP_HOST", "127.0.0.1");
    assertThat(new Env(here::get).read(Settings::from).app().host()).isEqualTo("127.0.0.1");
  }
}
