package dev.stashline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class AssetsIT {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("page.js"), "import { word } from './words.js';");
    Files.writeString(folder.resolve("words.js"), "export const word = 'old';");
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void a_browser_may_keep_a_file_for_good() throws Exception {
    var assets = read();
    int port = serve(assets);

    var file = get(port, assets.path() + "/words.js");
    assertThat(file.body()).isEqualTo("export const word = 'old';");
    assertThat(file.headers().firstValue("Content-Type"))
        .contains("text/javascript; charset=utf-8");
    assertThat(file.headers().firstValue("Cache-Control"))
        .contains("public, max-age=31536000, immutable");
    assertThat(get(port, assets.path() + "/none.js").statusCode()).isEqualTo(404);
  }

  @Test
  void a_change_in_one_module_gives_all_of_them_another_address() throws Exception {
    var before = read();
    assertThat(read().path()).startsWith("/page/assets/").isEqualTo(before.path());

    Files.writeString(folder.resolve("words.js"), "export const word = 'new';");
    var after = read();
    assertThat(after.path()).isNotEqualTo(before.path());
    int port = serve(after);
    assertThat(get(port, after.path() + "/words.js").body()).contains("new");
    assertThat(get(port, before.path() + "/words.js").statusCode()).isEqualTo(404);

    Files.move(folder.resolve("words.js"), folder.resolve("terms.js"));
    assertThat(read().path()).isNotEqualTo(after.path());
  }

  private Assets read() {
    return Assets.read(vertx, "/page/assets", folder.toString());
  }

  private int serve(Assets assets) {
    var router = Router.router(vertx);
    assets.serve(router);
    return vertx
        .createHttpServer()
        .requestHandler(router)
        .listen(0, "127.0.0.1")
        .await()
        .actualPort();
  }

  private HttpResponse<String> get(int port, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        BodyHandlers.ofString());
  }
}
