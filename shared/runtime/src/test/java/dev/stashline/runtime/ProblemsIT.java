package dev.stashline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ProblemsIT {
  private record Pair(String left, int right) {}

  private static final class LibraryFailure extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private static final Vertx vertx = Vertx.vertx();
  private static final HttpClient client = HttpClient.newHttpClient();
  private static HttpServer server;

  @BeforeAll
  static void listen() throws Exception {
    var router = Router.router(vertx);
    Problems.mount(
        router,
        failure ->
            failure.getCause() instanceof LibraryFailure
                ? Optional.of(Problem.invalid("/kind", "must be a or b"))
                : Optional.empty());
    router.route().handler(BodyHandler.create(false).setBodyLimit(100));
    router.post("/pair").handler(c -> c.end(Json.read(c.body().asString(), Pair.class).left()));
    router
        .get("/late")
        .handler(
            c ->
                c.fail(
                    ProblemException.retryAfter(
                        Problem.tooMany("Ten a minute."), Duration.ofMillis(1500))));
    router.get("/library").handler(c -> c.fail(new HttpException(400, new LibraryFailure())));
    router.get("/teapot").handler(c -> c.fail(new HttpException(418, "short and stout")));
    router
        .get("/bug")
        .handler(
            c -> {
              throw new IllegalStateException("password=hunter2");
            });
    router.get("/gateway").handler(c -> c.fail(new HttpException(502, "10.0.0.7 refused")));
    var sub = Router.router(vertx);
    sub.get("/bug").handler(c -> c.fail(new IllegalStateException("inner")));
    router.route("/sub/*").subRouter(sub);
    server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .await(10, TimeUnit.SECONDS);
  }

  @AfterAll
  static void close() throws Exception {
    client.close();
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void an_expected_problem_keeps_its_words_and_headers() throws Exception {
    var answer = send("GET", "/late", "");
    assertThat(problem(answer, 429).path("detail").asText()).isEqualTo("Ten a minute.");
    assertThat(answer.headers().firstValue("Retry-After")).contains("2");
  }

  @Test
  void a_body_that_is_not_json_is_the_clients_fault() throws Exception {
    var secret = "{\"left\": tokentoken";
    var answer = send("POST", "/pair", secret);
    assertThat(problem(answer, 400).path("detail").asText()).contains("line 1");
    assertThat(answer.body()).doesNotContain("tokentoken");
    problem(send("POST", "/pair", "{\"right\": \"x\"}"), 400);
  }

  @Test
  void a_body_that_is_too_long_is_refused() throws Exception {
    problem(send("POST", "/pair", "x".repeat(101)), 413);
  }

  @Test
  void what_a_library_found_wrong_is_told_by_field() throws Exception {
    var errors = problem(send("GET", "/library", ""), 400).path("errors");
    assertThat(errors).hasSize(1);
    assertThat(errors.get(0).path("field").asText()).isEqualTo("/kind");
    assertThat(errors.get(0).path("reason").asText()).isEqualTo("must be a or b");
  }

  @Test
  void an_http_exception_keeps_its_status() throws Exception {
    assertThat(problem(send("GET", "/teapot", ""), 418).path("detail").asText())
        .isEqualTo("short and stout");
  }

  @Test
  void unknown_paths_and_methods_are_problems_too() throws Exception {
    problem(send("GET", "/nowhere", ""), 404);
    problem(send("GET", "/sub/nowhere", ""), 404);
    problem(send("DELETE", "/late", ""), 405);
  }

  @Test
  void a_bug_shows_an_id_and_nothing_else() throws Exception {
    for (var path : List.of("/bug", "/sub/bug")) {
      var answer = send("GET", path, "");
      var problem = problem(answer, 500);
      String id = answer.headers().firstValue("X-Request-Id").orElseThrow();
      assertThat(id).matches("[0-9a-f]{32}");
      assertThat(problem.path("instance").asText()).isEqualTo("urn:stashline:request:" + id);
      assertThat(problem.has("detail")).isFalse();
      assertThat(answer.body()).doesNotContain("hunter2", "inner", "Exception");
    }
  }

  @Test
  void a_server_side_status_hides_its_cause() throws Exception {
    var answer = send("GET", "/gateway", "");
    problem(answer, 502);
    assertThat(answer.body()).doesNotContain("10.0.0.7");
  }

  private static JsonNode problem(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    var problem = Json.tree(answer.body());
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("type").asText()).isEqualTo("about:blank");
    assertThat(problem.path("title").asText()).isNotEmpty();
    return problem;
  }

  private static HttpResponse<String> send(String method, String path, String body)
      throws Exception {
    var uri = URI.create("http://127.0.0.1:" + server.actualPort() + path);
    var request = HttpRequest.newBuilder(uri).method(method, BodyPublishers.ofString(body)).build();
    return client.send(request, BodyHandlers.ofString());
  }
}
