package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.runtime.Caller;
import dev.stashline.runtime.Json;
import io.vertx.core.Vertx;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whose messages, clients and templates are seen and changed by whom. */
class MessageIsolationIT {
  private static final int MANY = 300;

  /** Of the operations that want one. */
  private static final Map<String, String> BODIES =
      Map.of(
          "editMessage", "{\"content\":\"x\"}",
          "editTemplate", "{\"content\":\"x\"}",
          "assignClient", "{}");

  private static OpenAPIContract contract;
  private static TestSystem system;
  private static Coaching ada;
  private static Coaching ben;
  private static Coaching abroad;

  @BeforeAll
  static void start() {
    system = TestSystem.messages();
    system.settings.put("AUTH_MODE", "jwt");
    system.settings.put("AUTH_HS256_SECRET", "0123456789abcdef0123456789abcdef");
    system.start(Role.INGRESS);
    var vertx = Vertx.vertx();
    contract =
        OpenAPIContract.from(vertx, "openapi.yaml").toCompletionStage().toCompletableFuture().join();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    ada = new Coaching(system, "ada", system.bearer("ada", "here", "coach"));
    ben = new Coaching(system, "ben", system.bearer("ben", "here", "coach"));
    abroad = new Coaching(system, "ada", system.bearer("ada", "abroad", "coach"));
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  private static String far(Coaching coach, String content) {
    return coach.create(coach.once(system.clock.instant().plus(Duration.ofDays(9)), content));
  }

  @Test
  void B12_each_coach_pages_through_the_own_messages_and_sees_no_other() {
    var mine = new HashSet<String>();
    for (int n = 0; n < MANY; n++) {
      mine.add(far(ada, "a" + n));
      far(ben, "b" + n);
    }
    var seen = new ArrayList<String>();
    String cursor = "";
    do {
      var page = ada.json("/api/messages?limit=70" + cursor);
      page.path("items").forEach(m -> seen.add(m.path("id").asText()));
      assertThat(page.path("items").valueStream().map(m -> m.path("coachId").asText()))
          .containsOnly("ada");
      cursor = page.has("next") ? "&cursor=" + page.path("next").asText() : "";
    } while (!cursor.isEmpty());
    assertThat(seen).doesNotHaveDuplicates().containsAll(mine);
    assertThat(ada.json("/api/messages?status=paused").path("items")).isEmpty();
    assertThat(ada.json("/api/messages?scheduleType=once&limit=1").path("items")).hasSize(1);
    assertThat(abroad.json("/api/messages").path("items")).isEmpty();
  }

  @Test
  void B12_by_every_path_another_coachs_things_do_not_exist() {
    String id = far(ada, "private");
    TestSystem.require(ada.client("anna", Map.of("name", "Anna")), 200);
    var template = ada.post("/api/message-templates", "{\"title\":\"t\",\"content\":\"mine\"}");
    TestSystem.require(template, 201);
    String templateId = Json.tree(template.body()).path("id").asText();

    var things = Map.of("{messageId}", id, "{clientId}", "anna", "{templateId}", templateId);
    var before = adas(things);
    for (Coaching stranger : new Coaching[] {ben, abroad}) {
      for (Operation operation : operationsOfCoaches()) {
        String path = operation.getOpenAPIPath();
        for (var thing : things.entrySet()) {
          path = path.replace(thing.getKey(), thing.getValue());
        }
        if (!path.equals(operation.getOpenAPIPath())) {
          String body = BODIES.getOrDefault(operation.getOperationId(), "");
          var answer = stranger.send(operation.getHttpMethod().name(), path, body);
          assertThat(answer.statusCode())
              .as("%s by %s", operation.getOperationId(), stranger == ben ? "ben" : "abroad")
              .isEqualTo(expected(operation, stranger == ben));
        }
      }
      assertThat(stranger.json("/api/message-templates").path("items")).isEmpty();
      assertThat(
              stranger
                  .post(
                      "/api/qstash-schedule",
                      Json.write(
                          Map.of(
                              "messageId",
                              id,
                              "coachId",
                              stranger.coach,
                              "scheduledTime",
                              "2024-01-01T10:00:00Z")))
                  .statusCode())
          .isEqualTo(404);
    }
    assertThat(ben.json("/api/clients").toString()).doesNotContain("anna");
    assertThat(adas(things)).isEqualTo(before);
  }

  /** The same client is another person in another tenant, and may be assigned there. */
  private static int expected(Operation operation, boolean sameTenant) {
    return switch (operation.getOperationId()) {
      case "assignClient" -> sameTenant ? 409 : 200;
      case "unassignClient" -> sameTenant ? 404 : 200;
      default -> 404;
    };
  }

  private static List<JsonNode> adas(Map<String, String> things) {
    return List.of(
        ada.show(things.get("{messageId}")),
        ada.json("/api/message-templates/" + things.get("{templateId}")),
        ada.json("/api/clients"));
  }

  /** So that no operation is added without a word on whose things it shows or changes. */
  @Test
  void B12_each_operation_for_coaches_names_a_thing_or_is_known_to_be_about_the_own_ones() {
    assertThat(
            operationsOfCoaches().stream()
                .filter(operation -> !operation.getOpenAPIPath().contains("{"))
                .map(Operation::getOperationId))
        .containsExactlyInAnyOrder(
            "previewMessage",
            "createMessage",
            "listMessages",
            "messageStatistics",
            "listClients",
            "listTemplates",
            "createTemplate",
            "draftTemplate");
    assertThat(
            operationsOfCoaches().stream()
                .flatMap(operation -> operation.getParameters().stream())
                .filter(parameter -> parameter.getIn() == Location.PATH)
                .map(Parameter::getName))
        .containsOnly("messageId", "clientId", "templateId");
  }

  private static List<Operation> operationsOfCoaches() {
    return contract.operations().stream()
        .filter(operation -> "coach".equals(operation.getOpenAPIModel().getString("x-role")))
        .toList();
  }

  @Test
  void B12_a_coach_acts_for_nobody_else_and_who_is_no_coach_for_nobody() {
    var asAda = new Coaching(system, "ada", system.bearer("ben", "here", "coach"));
    assertThat(asAda.get("/api/messages").statusCode()).isEqualTo(403);
    assertThat(
            asAda
                .post(
                    "/api/messages",
                    asAda.once(system.clock.instant().plusSeconds(600), "x").toString())
                .statusCode())
        .isEqualTo(403);
    var client = new Coaching(system, "cleo", system.bearer("cleo", "here"));
    for (String path :
        new String[] {
          "/api/messages", "/api/clients", "/api/message-templates", "/api/messages/statistics"
        }) {
      assertThat(client.get(path).statusCode()).as(path).isEqualTo(403);
      assertThat(system.get(path).statusCode()).as(path).isEqualTo(401);
    }
    var admin = new Coaching(system, "ada", system.bearer("boss", "here", Caller.ADMIN));
    assertThat(admin.get("/api/messages").statusCode()).isEqualTo(200);
  }

  @Test
  void a_token_for_the_chat_is_for_who_asks() {
    var cleo = system.bearer("cleo", "here");
    var own = system.post("/api/stream-token", "{}", cleo);
    TestSystem.require(own, 200);
    assertThat(system.chat.userOf(Json.tree(own.body()).path("token").asText())).contains("cleo");
    assertThat(system.post("/api/stream-token", "{\"userId\":\"ada\"}", cleo).statusCode())
        .isEqualTo(403);
    assertThat(system.post("/api/stream-token", "{}").statusCode()).isEqualTo(401);
  }
}
