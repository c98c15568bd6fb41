package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.runtime.AuthConfig;
import dev.stashline.runtime.Caller;
import dev.stashline.runtime.Env;
import dev.stashline.runtime.Json;
import dev.stashline.runtime.Tokens;
import dev.stashline.standins.Inbox;
import dev.stashline.standins.ModelFault;
import dev.stashline.standins.ModelStandin;
import dev.stashline.standins.Ports;
import dev.stashline.testkit.Await;
import dev.stashline.testkit.JvmProcess;
import dev.stashline.testkit.TestDatabase;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Ingress, webhooks, broker and two plan workers as five processes over the clustered bus; they are
 * really killed.
 */
class FiveProcessesIT {
  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration PLAN = Duration.ofSeconds(90);
  private static final String SECRET = "a-secret-of-thirty-two-bytes-....";
  private static final String EMAIL = "grace@example.com";
  private static final String FORM =
      """
      {"firstName": "Grace", "lastName": "Test", "fullName": "Grace Test", "email": "grace@example.com", "age": 41,
       "gender": "female", "weight": 70, "weightUnit": "kg", "heightUnit": "cm", "height": 170, "mainPriority": "longevity",
       "drivingGoal": "health", "allergies": [], "medicalConditions": ["none"], "eatingStyle": "3-meals", "firstMeal": "7-9am",
       "energyCrash": "break", "proteinSources": []}""";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, JvmProcess> processes = new HashMap<>();
  private final Vertx vertx = Vertx.vertx();
  private final List<Integer> clusterPorts = new ArrayList<>();
  private TestDatabase database = TestDatabase.fresh(Schema.OWNERS);
  private Inbox inbox = Inbox.start(vertx, InstantSource.system(), 0, 0);
  private ModelStandin model =
      ModelStandin.start(vertx, InstantSource.system(), 0, new SampleAnswers(FORM)::answer);
  private int appPort;
  private int doorPort;
  private int brokerPort;

  /** All at the same moment, as an orchestrator starts them. */
  @BeforeEach
  void startFiveProcesses() throws Exception {
    appPort = Ports.free();
    doorPort = Ports.free();
    brokerPort = Ports.free();
    for (int i = 0; i < 5; i++) {
      clusterPorts.add(Ports.free());
    }
    start("broker", 0, Map.of());
    start("ingress", 1, Map.of("APP_PORT", Integer.toString(appPort)));
    start("webhooks", 2, Map.of("APP_PORT", Integer.toString(doorPort)));
    start("plans", 3, Map.of("NODE_NAME", "plans-a"));
    start("plans", 4, Map.of("NODE_NAME", "plans-b"));
    for (var process : processes.values()) {
      process.awaitLine(Pattern.compile(".*serving.*"), START);
    }
  }

  @AfterEach
  void stop() {
    processes.values().forEach(JvmProcess::close);
    inbox.close();
    model.close();
    vertx.close();
    database.close();
  }

  @Test
  void A04_a_worker_killed_in_mid_generation_is_taken_over_and_the_plan_completes()
      throws Exception {
    model.fail("meal-plan", new ModelFault.Hang());
    String code = post("/api/sage-onboarding", FORM).path("data").path("uniqueCode").asText();
    var queued =
        post(
            "/api/generate-plan-async",
            Json.write(Map.of("email", EMAIL, "uniqueCode", code, "fullName", "Grace Test")));
    assertThat(queued.path("status").asText()).isEqualTo("queued");

    Await.until("the model is asked for the meals", PLAN, () -> model.calls("meal-plan") == 1);
    String holder = holderOf(queued.path("jobId").asText());
    var killed = processes.remove(holder);
    assertThat(killed).as("the process that holds the job").isNotNull();
    killed.kill();

    Await.until("the plan is completed", PLAN, () -> "completed".equals(status(code)));
    assertThat(model.calls("main-plan"))
        .as("the finished part is not asked for again")
        .isEqualTo(1);
    assertThat(model.calls("meal-plan")).isEqualTo(2);
    assertThat(inbox.mailsTo(EMAIL)).hasSize(1);
    assertThat(get("/api/get-plan?code=" + code).path("mealPlan").path("day7").path("meals").size())
        .isBetween(2, 4);
  }

  @Test
  void SIGTERM_lets_running_work_finish_or_hands_it_back() throws Exception {
    model.fail("lifestyle", new ModelFault.Hang());
    String code = post("/api/sage-onboarding", FORM).path("data").path("uniqueCode").asText();
    var queued =
        post(
            "/api/generate-plan-async",
            Json.write(Map.of("email", EMAIL, "uniqueCode", code, "fullName", "Grace Test")));
    Await.until("the model is asked for the lifestyle", PLAN, () -> model.calls("lifestyle") == 1);
    var stopped = processes.remove(holderOf(queued.path("jobId").asText()));
    assertThat(stopped).as("the process that holds the job").isNotNull();
    stopped.terminate();
    stopped.awaitExit(Duration.ofSeconds(40));

    Await.until("the plan is completed", PLAN, () -> "completed".equals(status(code)));
    assertThat(model.calls("main-plan")).isEqualTo(1);
    assertThat(inbox.mailsTo(EMAIL)).hasSize(1);
  }

  private void start(String role, int place, Map<String, String> more) throws Exception {
    var env = new HashMap<String, String>();
    env.put("DATABASE_URL", database.url());
    env.put("AUTH_HS256_SECRET", SECRET);
    env.put("PLAN_LINK_SECRET", "for this test");
    // The test asks every few milliseconds how far the plan is.
    env.put("RATE_LIMIT_REQUESTS", "0");
    env.put("PUBLIC_BASE_URL", "http://127.0.0.1:" + doorPort);
    env.put("MANAGEMENT_PORT", "0");
    env.put("QSTASH_URL", "http://127.0.0.1:" + brokerPort);
    env.put("QSTASH_TOKEN", "token-of-this-test");
    env.put("QSTASH_CURRENT_SIGNING_KEY", "sig_current_of_this_test");
    env.put("QSTASH_NEXT_SIGNING_KEY", "sig_next_of_this_test");
    env.put("BROKER_PORT", Integer.toString(brokerPort));
    env.put("BROKER_TOKEN", "token-of-this-test");
    env.put("BROKER_CURRENT_SIGNING_KEY", "sig_current_of_this_test");
    env.put("BROKER_NEXT_SIGNING_KEY", "sig_next_of_this_test");
    env.put("BROKER_ALLOW_PRIVATE_ADDRESSES", "true");
    env.put("SMTP_HOST", "127.0.0.1");
    env.put("SMTP_PORT", Integer.toString(inbox.smtpPort()));
    env.put("SMTP_TLS", "none");
    env.put("AI_BASE_URL", model.baseUrl());
    env.put("JOBS_LEASE", "3s");
    env.put("JOBS_GRACE", "2s");
    env.put("CLUSTER", "tcp");
    env.put("CLUSTER_PORT", Integer.toString(clusterPorts.get(place)));
    env.put(
        "CLUSTER_MEMBERS",
        String.join(",", clusterPorts.stream().map(port -> "127.0.0.1:" + port).toList()));
    env.putAll(more);
    String name = env.getOrDefault("NODE_NAME", role);
    env.put("NODE_NAME", name);
    var process =
        JvmProcess.main(Stashline.class)
            .named(name)
            .jvmOptions("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
            .arguments("serve", role)
            .env(env)
            .start();
    processes.put(name, process);
  }

  private String holderOf(String job) throws Exception {
    try (Connection sql = DriverManager.getConnection(jdbc());
        var query = sql.prepareStatement("select node from jobs.job where id = ?::uuid")) {
      query.setString(1, job);
      var rows = query.executeQuery();
      assertThat(rows.next()).isTrue();
      return String.valueOf(rows.getString(1));
    }
  }

  private String jdbc() {
    var uri = URI.create(database.url());
    return "jdbc:postgresql://"
        + uri.getHost()
        + ":"
        + uri.getPort()
        + uri.getPath()
        + "?user="
        + (uri.getUserInfo() == null ? "postgres" : uri.getUserInfo().split(":")[0]);
  }

  private String status(String code) {
    try {
      return get("/api/plan-status?code=" + code).path("status").asText();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonNode post(String path, String body) throws Exception {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private JsonNode get(String path) throws Exception {
    return send(request(path));
  }

  private HttpRequest.Builder request(String path) {
    var auth = new Env(Map.of("AUTH_HS256_SECRET", SECRET)::get).read(AuthConfig::from);
    String token =
        Tokens.mint(
            auth,
            new Caller("grace", Set.of(), "default"),
            Duration.ofHours(1),
            InstantSource.system());
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + appPort + path))
        .header("Authorization", "Bearer " + token);
  }

  private JsonNode send(HttpRequest.Builder request) throws Exception {
    var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isLessThan(300);
    return Json.tree(response.body());
  }
}
